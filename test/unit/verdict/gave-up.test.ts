// A client with a time limit that says nothing when it runs out: it no longer waits, and the answer is lost without a word.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SegmentFact, WaitedDescriptor } from "../../../src/timeline/observation.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { controlBy, expects, judge, sends } from "../ledger-runs.ts";
import { evidenceOf, observations, opened, segment } from "../made-up.ts";
import {
  lostOnTheWay,
  ofServer,
  onPort,
  pipe,
  serves,
  sleepTogether,
  sleeps,
  socket,
  type Timed,
  types,
} from "../one-run.ts";

const STOP: Timed = [10, { kind: "fault", fault: "stop", pid: 7, text: "SIGSTOP to process 7" }];
const input: WaitedDescriptor = { fd: 0, what: "pipe", isConnection: false };
const said: readonly Timed[] = [sleeps(5, "read", input), types(20), sends(21, "another\n")];
const waits = sleeps(22, "poll", socket);
const turns = sleeps(270, "read", input);
const turned = sleeps(8, "read", input);
const serverSleeps = (ms: number): Timed => [
  ms,
  { kind: "waiting", role: "server", pid: 7, threads: [{ tid: 7, name: "s", call: "read", on: [input] }] },
];
const serverWaits = (ms: number): Timed => ofServer(sleeps(ms, "poll", socket));
const nothing = expects(900, "another", false);
const answered: readonly Timed[] = [...said, waits, serves(23, 14, 22), sleeps(24, "read", input)];
const CONTROL = (): ControlRecord => controlBy([...answered, expects(25, "another", true)]);

const wordsOf = (facts: readonly Timed[], control = CONTROL(), fault: readonly Timed[] = [STOP]): string => {
  const verdict: Verdict = judge([...fault, ...facts], control);
  const { noticed, by = "-", reaction, lost, unreported } = verdict;
  return `${noticed} ${by}, ${reaction}, lost ${lost}, unreported ${unreported}`;
};
const GAVE_UP = "on-use no longer waiting for its connection, none, lost 1, unreported 1";

test("who stops waiting for its answer, and goes back to its input, has noticed, and tells nobody", () => {
  assert.equal(wordsOf([...said, waits, turns, nothing]), GAVE_UP);
});

test("who waits on, or again, or for something else as well, may yet report it", () => {
  for (const [why, ...looks] of [
    ["it waits", waits],
    ["again", waits, turns, sleeps(300, "poll", socket)],
    ["on both", waits, sleeps(270, "poll", input, socket)],
    ["for a helper", waits, sleeps(270, "poll", input, pipe)],
  ] as const)
    assert.match(wordsOf([...said, ...looks, nothing]), /^never -, .*, lost 1, unreported 0$/, why);
});

test("who turns back to its connection with nothing more said to it looks at both in turn; with more said it waits for that", () => {
  const back = [waits, turns, sleeps(300, "poll", socket), sleeps(500, "read", input)];
  assert.match(wordsOf([...said, ...back, nothing]), /^never -, none, lost 1/);
  const more = [types(280, "more"), sends(281, "more\n", 22)];
  const withMore = [...said, waits, turns, ...more, sleeps(300, "poll", socket), sleeps(500, "read", input)];
  assert.match(wordsOf(withMore), /^on-use no longer waiting/);
  const aside = [waits, sleeps(270, "nanosleep"), sleeps(300, "poll", socket), sleeps(500, "read", input)];
  assert.equal(wordsOf([...said, ...aside, nothing]), GAVE_UP, "it tried again");
  const server = [waits, turns, serverSleeps(300), serverWaits(310), sleeps(500, "read", input)];
  assert.equal(wordsOf([...said, ...server, nothing]), GAVE_UP, "the server's looks say nothing");
  const both = [
    waits,
    sleepTogether(270, [pipe], [input]),
    sleepTogether(300, [pipe], [socket]),
    sleeps(500, "read", input),
  ];
  assert.match(wordsOf([...said, ...both, nothing]), /^never -/, "any of its threads may look there");
});

test("a key pressed before, or an answer that was lost on its way, changes nothing; what follows a key is not known", () => {
  const presses = (ms: number): Timed => [ms, { kind: "pressed", key: "Enter" }];
  const pressed: readonly Timed[] = [sleeps(5, "read", input), presses(15), ...said.slice(1)];
  assert.equal(wordsOf([...pressed, waits, turns, nothing]), GAVE_UP);
  const lost = lostOnTheWay(serves(260, 14, 22));
  assert.equal(wordsOf([...said, waits, lost, turns, nothing]), GAVE_UP);
  assert.match(wordsOf([...said, waits, presses(30), turns, nothing]), /^never -/);
});

test("what it turns away with is an answer: here, or on another connection", () => {
  for (const came of [serves(260, 14, 22), onPort(50_001, serves(260))])
    assert.match(wordsOf([...said, waits, came, turns, nothing]), /^never -/);
});

test("who turns from its connection as soon with nobody asking looks there in turn, as curl's telnet does, and has not noticed", () => {
  const idle = [sleeps(6, "poll", socket), sleeps(8, "read", input)];
  const asked: readonly Timed[] = [types(20), sends(21, "another\n"), waits];
  const at = (fault: number, turn: number, before = idle): string =>
    wordsOf([...before, [fault, STOP[1]], ...asked, sleeps(turn, "read", input), nothing], CONTROL(), []);
  assert.match(at(10, 120), /^never -, none, lost 1, unreported 1$/);
  assert.equal(at(10, 1270), GAVE_UP, "it waited much longer");
  assert.equal(at(7, 120), GAVE_UP, "it was the fault that it turned upon");
  const greeted = [sleeps(6, "poll", socket), serves(7), sleeps(8, "read", input)];
  assert.equal(at(10, 120, greeted), GAVE_UP, "something came");
  const atWork = [sleeps(6, "poll", socket), sleeps(8, "running")];
  assert.equal(at(10, 120, atWork), GAVE_UP, "it was not seen to sleep on its input");
  const another = [sleeps(6, "poll", socket), serverSleeps(7)];
  assert.equal(at(10, 120, another), GAVE_UP, "it was the server that slept elsewhere");
  for (const [why, ...before] of [
    ["an acknowledgment is nothing", sleeps(6, "poll", socket), [7, segment("< . 14:14(0) ack 14")], turned],
    ["nor is what it sends itself", sleeps(6, "poll", socket), sends(7, "x"), turned],
    ["what came afterwards", ...idle, serves(9)],
    ["what came before", serves(5.5), ...idle],
    ["a thread waits for it", sleepTogether(6, [pipe], [socket]), turned],
  ] as const)
    assert.match(at(10, 120, before), /^never -/, why);
  const arrived = (sentMs: number, ms: number, from: number): Timed => [
    sentMs,
    {
      ...serves(sentMs, from)[1],
      wire: { frame: from, fate: "passed", deliveredNs: ms * 1e6 },
    } as SegmentFact,
  ];
  const overtaken = [sleeps(6, "poll", socket), arrived(5.2, 9, 14), arrived(5.4, 7, 20), turned];
  assert.equal(at(10, 120, overtaken), GAVE_UP, "what had been sent later came meanwhile");
  const came = [...idle, sleeps(14, "poll", socket), serves(15)];
  assert.match(
    at(10, 120, came),
    /^never -/,
    "for something that came, and for its answer no longer than usual",
  );
  assert.equal(at(10, 1270, came), GAVE_UP, "nor then, but for long");
  const laterFrom = (waitsMs: number, turn: number, ...spent: readonly Timed[]): string =>
    wordsOf(
      [
        sleeps(waitsMs, "poll", socket),
        sleeps(406, "read", input),
        ...spent,
        [500, STOP[1]],
        types(600),
        sends(601, "another\n"),
        sleeps(602, "poll", socket),
        sleeps(turn, "read", input),
        expects(1900, "another", false),
      ],
      CONTROL(),
      [],
    );
  const later = (turn: number, ...spent: readonly Timed[]): string => laterFrom(6, turn, ...spent);
  assert.match(later(1550), /^never -/, "a quarter and half a second longer may be the same");
  assert.equal(later(1650), GAVE_UP);
  assert.equal(laterFrom(106, 1550), GAVE_UP, "it had not waited for as long");
  const late = (ms: number, lateMs: number): Timed => [
    ms,
    { kind: "spent", role: "client", ms: 0, waitedMs: 0, serverWaitedMs: 0, lateMs },
  ];
  const looked = [late(5, 0), late(407, 40), late(599, 800)];
  assert.match(later(1650, ...looked, late(1660, 810)), /^never -/, "deadpeer looked late, then and now");
  assert.equal(later(1660, ...looked, late(1670, 802)), GAVE_UP, "not by as much; in between does not count");
});

test("so it is where the server was mute before the client came: what it does before it is asked anything is a habit", () => {
  const mute: Timed = [0, { kind: "fault", fault: "mute", pid: 7, text: "the server is wedged" }];
  const own = opened.slice(0, 4);
  const usual = controlBy([...answered, expects(25, "another", true)], own);
  const asked = [types(20), sends(21, "another\n"), waits, sleeps(120, "read", input), nothing];
  const noticed = (...looks: readonly Timed[]): string => {
    const seen = layOut(evidenceOf(observations(mute, ...own, ...looks, ...asked), { control: usual }));
    return judgeClient(seen, { endings: ["silence"] }).noticed;
  };
  const inTurn = [sleeps(6, "poll", socket), sleeps(8, "read", input)];
  assert.equal(noticed(...inTurn), "never");
  assert.equal(noticed(sleeps(8, "read", input)), "on-use", "it had not looked before");
});

test("an acknowledgment on another connection is no answer; one control without an answer is enough to know nothing", () => {
  assert.equal(
    wordsOf([...said, waits, onPort(50_001, [260, segment("< . 14:14(0) ack 14")]), turns, nothing]),
    GAVE_UP,
  );
  const more = { ...CONTROL(), more: [controlBy([...said, waits, turns])] };
  assert.match(wordsOf([...said, waits, turns, nothing], more), /^never -/);
});

test("an acknowledgment is no answer, nor is what comes once it has turned away; without segments nothing is known of that", () => {
  const acked: Timed = [25, segment("< . 14:14(0) ack 22")];
  assert.equal(wordsOf([...said, waits, acked, turns, nothing]), GAVE_UP);
  assert.match(wordsOf([...said, waits, turns, serves(300, 14, 22), nothing]), /^on-use no longer waiting/);
  const unseen = judge([STOP, ...said, waits, turns, nothing], CONTROL(), ["segments"]);
  assert.notEqual(unseen.by, "no longer waiting for its connection");
});

test("what is said next does not undo it", () => {
  const more = [types(950, "more"), sleeps(960, "read", input)];
  assert.match(wordsOf([...said, waits, turns, nothing, ...more]), /^on-use no longer waiting/);
});

test("who has not waited for it has not noticed", () => {
  assert.match(wordsOf([...said, sleeps(22, "read", input), nothing]), /^never -/);
});

test("who gets no answer to that at other times either does not wait for one", () => {
  const control = controlBy([...said, waits, turns]);
  assert.match(wordsOf([...said, waits, turns, nothing], control), /^never -/);
});
