// A client that polls: whether what it asks next is what was left unanswered, asked once more, or just the next poll.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { asksAlone, controlBy as controlOf } from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { type Timed, holds, onPort } from "../one-run.ts";

const begun = asksAlone.slice(0, -1);
const FAULT: Timed = [100, { kind: "fault", fault: "reset", pid: 7, text: "reset" }];
const NOTHING: Timed = [100, { kind: "fault", fault: "none", pid: 0, text: "nothing" }];
const over: Timed = [3000, { kind: "process-ended", pid: 99 }];

/** Whether anything else was due since is looked at in asks-no-more.test.ts. */
const controlBy = (...all: Parameters<typeof controlOf>): ControlRecord => ({
  ...controlOf(...all),
  signs: [],
});

const GET = "GET /jobs HTTP/1.1\r\n\r\n";
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const asks = (ms: number, text = GET): Timed => [
  ms,
  segment(`> P. 1:${1 + text.length}(${text.length}) ack 1`, text),
];
const answers = (ms: number, text = OK, of = GET): Timed => [
  ms,
  segment(`< P. 1:${1 + text.length}(${text.length}) ack ${1 + of.length}`, text),
];
/** Each time on a connection of its own; the answer takes so long. */
const polls = (times: readonly number[], takesMs = 2, text = GET): Timed[] =>
  times.flatMap((ms, i) =>
    [
      [ms - 1, segment("> S 0:0(0)")] as Timed,
      [ms - 0.5, segment("< S. 0:0(0) ack 1")] as Timed,
      asks(ms, text),
      answers(ms + takesMs, OK, text),
    ].map((each) => onPort(50_000 + ms + i, each)),
  );
const isReset: Timed = [101, segment(`< R. 1:1(0) ack ${1 + GET.length}`)];
const everyThird = [303, 603, 903, 1203, 1503, 1803, 2103];
const usual = (): ControlRecord =>
  controlBy([asks(3), answers(5), NOTHING, ...polls(everyThird), over], begun);

function judge(facts: readonly Timed[], control: ControlRecord = usual()): Verdict {
  const all = observations(...begun, ...facts, over);
  return judgeClient(layOut(evidenceOf(all, { fault: "reset", control })), { endings: ["fin", "rst"] });
}

const known = ({ lost, ledger }: Verdict): unknown[] => [lost, ledger?.said[0]?.fate];
const ANSWERED = [0, "answered"];
const UNKNOWN = [undefined, "unknown"];
/** What it asked at 3 ms is not answered, and it asks again at these times. */
const skips = (...times: readonly number[]): Timed[] => [asks(3), FAULT, isReset, ...polls(times)];

test("a control has what was asked more than once: the shortest time to the next, and from the answer", () => {
  assert.deepEqual(usual().rhythms, [{ bytes: GET.length, ns: 300e6, pauseNs: 298e6 }]);
  const once = controlBy([asks(3), answers(5), NOTHING, over], begun);
  assert.equal(once.rhythms, undefined);
  const unanswered = controlBy([asks(3), NOTHING, ...polls([303]).slice(0, 3), over], begun);
  assert.equal(unanswered.rhythms, undefined, "no answer, no rhythm");
});

test("what comes as usual may be the next thing; sooner it is the same once more", () => {
  assert.deepEqual(known(judge(skips(303))), UNKNOWN);
  assert.match(judge(skips(303)).ledger?.said[0]?.why ?? "", /the same again and again.*--count shows it/);
  assert.equal(judge([...skips(303), holds(110, [])]).unreported, undefined, "nor whether anybody was told");
  assert.deepEqual(known(judge(skips(401))), UNKNOWN, "as long after its error");
  assert.deepEqual(known(judge(skips(1500))), UNKNOWN, "later");
  assert.deepEqual(known(judge(skips(150, 450))), ANSWERED);
  assert.deepEqual(known(judge(skips(102, 303, 603))), ANSWERED, "by the clock");
});

test("with nothing of the kind in the control, this run shows how it asks", () => {
  const { rhythms: _, ...older } = usual();
  assert.deepEqual(known(judge(skips(303), older)), ANSWERED, "nothing shows that it asks again and again");
  assert.deepEqual(known(judge(skips(303, 603), older)), UNKNOWN);
  assert.deepEqual(known(judge(skips(150, 450), older)), ANSWERED);
});

test("who waits between an answer and the next does so after an error, too, however long answers take", () => {
  const slow = controlBy([asks(3), answers(903), NOTHING, ...polls([1003, 2003], 900), over], begun);
  assert.deepEqual(slow.rhythms, [{ bytes: GET.length, ns: 1e9, pauseNs: 100e6 }]);
  const facts = (ms: number): Timed[] => [asks(3), FAULT, isReset, ...polls([ms], 900)];
  assert.deepEqual(known(judge(facts(201), slow)), UNKNOWN);
  assert.deepEqual(known(judge(facts(120), slow)), ANSWERED);
});

test("something else that it asks is no part of that", () => {
  const other = "GET /others/1 HTTP/1.1\r\n\r\n";
  const both = controlBy([asks(3), answers(5), NOTHING, ...polls([303, 603], 2, other), over], begun);
  assert.deepEqual(both.rhythms, [{ bytes: other.length, ns: 300e6, pauseNs: 298e6 }]);
  assert.deepEqual(known(judge(skips(303), both)), ANSWERED);
});

test("half an answer, and the same asked as usual: it may just have gone on", () => {
  const half = (...times: readonly number[]): Timed[] => [
    asks(3),
    answers(5, OK.slice(0, -1)),
    FAULT,
    [101, segment(`< R. ${OK.length}:${OK.length}(0) ack ${1 + GET.length}`)],
    ...polls(times),
  ];
  assert.deepEqual(known(judge(half(401))), UNKNOWN);
  assert.deepEqual(known(judge(half(150, 450))), [0, undefined]);
});

test("lines of the head may differ each time", () => {
  const numbered = (i: number): string => `GET /jobs HTTP/1.1\r\nX-Try: ${i}\r\n\r\n`;
  const times = [303, 603, 903].flatMap((ms, i) => polls([ms], 2, numbered(i + 1)));
  const varies = controlBy(
    [asks(3, numbered(0)), answers(5, OK, numbered(0)), NOTHING, ...times, over],
    begun,
  );
  assert.equal(varies.rhythms?.length, 1);
  const rst: Timed = [101, segment(`< R. 1:1(0) ack ${1 + numbered(0).length}`)];
  const facts = (ms: number): Timed[] => [asks(3, numbered(0)), FAULT, rst, ...polls([ms], 2, numbered(1))];
  assert.deepEqual(known(judge(facts(401), varies)), UNKNOWN);
  assert.deepEqual(known(judge(facts(150), varies)), ANSWERED);
});

/** All on the connection under test: what is asked at these times, and answered 2 ms later. */
const inTurn = (times: readonly number[], answered = true): Timed[] =>
  times.flatMap((ms, i) => {
    const [asked, came] = [1 + i * GET.length, 1 + i * OK.length];
    const ask: Timed = [ms, segment(`> P. ${asked}:${asked + GET.length}(${GET.length}) ack ${came}`, GET)];
    const ack = asked + GET.length;
    const answer: Timed = [ms + 2, segment(`< P. ${came}:${came + OK.length}(${OK.length}) ack ${ack}`, OK)];
    return answered ? [ask, answer] : [ask];
  });

test("a rhythm is that of all its connections together", () => {
  const rhythmOf = (facts: readonly Timed[]): unknown => controlBy([NOTHING, ...facts, over], begun).rhythms;
  const every300 = [{ bytes: GET.length, ns: 300e6, pauseNs: 298e6 }];
  assert.deepEqual(rhythmOf(inTurn([203, 503, 803])), every300, "of one");
  const other = [[402, segment("> S 0:0(0)")] as Timed, ...inTurn([503, 1103])].map((each) =>
    onPort(50_001, each),
  );
  assert.deepEqual(rhythmOf([...inTurn([203, 803]), ...other]), every300, "of two in turn");
});

test("a greeting, or an RST, is no answer: no rhythm; and a server that greets may be asked again and again", () => {
  const rhythmsOf = (facts: readonly Timed[]): unknown => controlBy([NOTHING, ...facts, over], begun).rhythms;
  const greets: Timed = [150, segment(`< P. 1:${1 + OK.length}(${OK.length}) ack 1`, OK)];
  assert.equal(rhythmsOf([greets, ...inTurn([203, 503], false)]), undefined);
  assert.notEqual(rhythmsOf([greets, ...inTurn([203, 503])]), undefined);
  const other = [[402, segment("> S 0:0(0)")] as Timed, [403, greets[1]] as Timed, asks(503)];
  assert.equal(rhythmsOf([greets, asks(203), ...other.map((each) => onPort(50_001, each))]), undefined);
  const refused: Timed = [205, segment(`< R. 1:1(0) ack ${1 + GET.length}`)];
  assert.equal(rhythmsOf([asks(203), refused, ...polls([303]).slice(0, 3)]), undefined);
});

test("an answer whose pieces came in another order is over with the last of them", () => {
  const half = OK.length / 2;
  const ack = 1 + GET.length;
  const passed = (ms: number, frame: number, atMs: number, from: number): Timed => [
    ms,
    {
      ...segment(`< P. ${from}:${from + half}(${half}) ack ${ack}`, OK.slice(from - 1, from - 1 + half)),
      wire: { frame, fate: "passed", deliveredNs: atMs * 1e6 },
    },
  ];
  const held = [
    asks(203),
    passed(204, 1, 260, 1),
    passed(205, 2, 206, 1 + half),
    ...inTurn([0, 503]).slice(2),
  ];
  const { rhythms } = controlBy([NOTHING, ...held, over], begun);
  assert.deepEqual(rhythms, [{ bytes: GET.length, ns: 300e6, pauseNs: 243e6 }]);
});

test("what this run has asked before shows how it asks, too", () => {
  const { rhythms: _, ...older } = usual();
  const rst: Timed = [101, segment(`< R. ${1 + OK.length}:1(0) ack ${1 + 2 * GET.length}`)];
  const facts = (ms: number): Timed[] => [...inTurn([3, 53]).slice(0, 3), FAULT, rst, ...polls([ms])];
  assert.deepEqual(known(judge(facts(153), older)), UNKNOWN);
  assert.deepEqual(known(judge(facts(85), older)), ANSWERED, "sooner than usual");
});

test("of what it asks among much else, nothing is known where no more is kept", () => {
  const much = (count: number): ControlRecord => {
    const texts = Array.from({ length: count }, (_, i) => `GET /jobs/${100 + i} HTTP/1.1\r\n\r\n`);
    const asked = texts.flatMap((text, i) => polls([303 + 5 * i, 603 + 5 * i], 2, text));
    return controlBy([asks(3), answers(5), NOTHING, ...asked, over], begun);
  };
  assert.equal(much(21).rhythms?.length, 20);
  const other = polls([303], 2, "GET /jobs/100 HTTP/1.1\r\n\r\n");
  const facts = [...skips(150), ...other];
  assert.deepEqual(known(judge(facts, much(20))), UNKNOWN);
  assert.deepEqual(known(judge(facts, much(19))), ANSWERED);
  const older = { ...usual(), rhythms: [] };
  assert.deepEqual(known(judge(facts, { ...older, more: [much(20)] })), UNKNOWN, "of several controls");
});

test("what it asks is found among other things that it asks", () => {
  const other = "GET /others/1 HTTP/1.1\r\n\r\n";
  const both = (ms: number): Timed[] => polls([ms], 2, other + GET);
  assert.deepEqual(known(judge([...skips(), ...both(401)])), UNKNOWN, "in one segment");
  assert.deepEqual(
    known(judge([...skips(), ...polls([150], 2, other), ...polls([401])])),
    UNKNOWN,
    "after it",
  );
});
