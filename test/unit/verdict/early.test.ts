// What was expected, and printed before anything had come from the server, shows no answer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { controlBy, expects, last, sends } from "../ledger-runs.ts";
import { connection, evidenceOf, observations, opened, segment } from "../made-up.ts";
import { type Timed, prints, types } from "../one-run.ts";

const STALL: Timed = [10, { kind: "fault", fault: "stall", amount: 200, pid: 7, text: "stalled" } as Fact];
const answer = (ms: number): Timed => [ms, segment("< P. 14:23(9) ack 18", "done two\n")];
const asked: readonly Timed[] = [STALL, types(20, "two"), sends(21, "two\n")];
const OVER: Timed = [210, { kind: "answers-again", text: "it is over" } as unknown as Fact];
/** The client's receive queue. */
const queue = (ms: number, recvQ: number): Timed => [
  ms,
  {
    kind: "sockets",
    rows: [
      {
        local: connection.client,
        remote: connection.server,
        state: "ESTABLISHED",
        recvQ,
        sendQ: 0,
        inode: 1,
      },
    ],
  },
];

const control = (): ControlRecord =>
  controlBy([
    types(20, "two"),
    sends(21, "two\n"),
    answer(22),
    prints(23, "got done two\n"),
    expects(24, "done two", true),
  ]);

function judge(facts: readonly Timed[], of: ControlRecord = control()): Verdict {
  const evidence = evidenceOf(observations(...opened, ...asked, ...facts), { fault: "stall", control: of });
  return judgeClient(layOut(evidence), { endings: ["none"], lives: true });
}

function words(verdict: Verdict): string {
  const { fate, isEarly = false, isLost } = last(verdict) ?? {};
  return `${fate}${isEarly ? " early" : ""} ${isLost}, lost ${verdict.lost}`;
}

const seen = (ms: number): Timed => expects(ms, "done two", true);

test("printed 80 ms before its answer came, which was never read: it is lost, however late it is looked for", () => {
  const lie = [prints(130, "got done two\n"), OVER, answer(211), seen(212), queue(300, 9)];
  assert.equal(words(judge(lie)), "answered early true, lost 1");
});

test("printed before its answer came, which was read later: it is unknown what it knew", () => {
  assert.equal(
    words(judge([prints(130, "got done two\n"), OVER, answer(211), seen(212), queue(300, 0)])),
    "read early undefined, lost undefined",
  );
  assert.equal(
    words(judge([prints(130, "got done two\n"), OVER, answer(211), seen(212)])),
    "answered early undefined, lost undefined",
  );
});

test("printed once its answer had come, or something of it", () => {
  const honest = [OVER, answer(211), prints(211, "got done two\n"), seen(212)];
  assert.equal(words(judge(honest)), "shown false, lost 0");
  const begun: Timed = [100, segment("< P. 14:18(4) ack 18", "done")];
  const rest: Timed = [211, segment("< P. 18:23(5) ack 18", " two\n")];
  assert.equal(words(judge([begun, prints(130, "got done two\n"), seen(131), rest])), "shown false, lost 0");
});

test("printed within a millisecond before something came: it may have been read first", () => {
  const near = [OVER, prints(210.5, "got done two\n"), answer(211), seen(212)];
  assert.equal(words(judge(near)), "unknown early undefined, lost undefined");
  assert.match(last(judge(near))?.why ?? "", /just as/);
});

test("what the terminal echoes as it is typed is no claim of the client's", () => {
  const echoed = [prints(21, "two\n"), prints(60, "got "), answer(211), expects(212, "two", true)];
  assert.equal(words(judge(echoed)), "shown false, lost 0");
  const twice = [prints(130, "got done two\n"), answer(211), prints(212, "got done two\n"), seen(213)];
  assert.equal(words(judge(twice)), "shown false, lost 0");
});

test("that the server counts it says nothing of the answer that was left unread", () => {
  const counted = (ms: number, phase: "before" | "after", count: number): Timed => [
    ms,
    { kind: "counted", phase, count } as Fact,
  ];
  const verdict = judge(
    [
      counted(19, "before", 1),
      prints(130, "got done two\n"),
      OVER,
      answer(211),
      seen(212),
      queue(300, 9),
      counted(400, "after", 2),
    ],
    { ...control(), countedMore: 0 },
  );
  assert.equal(verdict.lost, 0);
  assert.notEqual(verdict.patience, "bears");
});

test("between what was said and what was printed came what the server sends by itself", () => {
  const tick = (ms: number, i: number, from: number): Timed => [
    ms,
    segment(`< P. ${from}:${from + 7}(7) ack ${ms < 520 ? 14 : 18}`, `tick ${i}\n`),
  ];
  const SLOW: Timed = [510, { kind: "fault", fault: "slow", amount: 64, pid: 7, text: "slow" } as Fact];
  const ticks = [tick(150, 1, 14), tick(350, 2, 21)];
  const usual = controlBy([
    ...ticks,
    types(520, "two"),
    sends(521, "two\n"),
    [522, segment("< P. 28:37(9) ack 18", "done two\n")],
    prints(523, "got done two\n"),
    expects(524, "done two", true),
  ]);
  const asks = [SLOW, types(520, "two"), sends(521, "two\n")];
  const answers = (ms: number, text = "done two\n"): Timed => [ms, segment(`< P. 35:44(9) ack 18`, text)];
  const told = (...facts: readonly Timed[]): string => {
    const all = observations(...opened, ...ticks, ...asks, ...facts);
    const evidence = evidenceOf(all, { fault: "slow", control: usual });
    return words(judgeClient(layOut(evidence), { endings: ["none"], lives: true }));
  };
  const lie = prints(600, "got done two\n");
  assert.equal(
    told(tick(550, 3, 28), lie, answers(700), seen(701), queue(800, 9)),
    "answered early true, lost 1",
    "its text came later, and was left unread",
  );
  assert.equal(
    told(tick(550, 3, 28), lie, answers(700), seen(701), queue(800, 0)),
    "read early undefined, lost undefined",
  );
  assert.equal(
    told(tick(550, 3, 28), lie, answers(700, "result=2\n"), seen(701)),
    "unknown early undefined, lost undefined",
    "which of them is the answer cannot be read",
  );
  const honest = prints(710, "got done two\n");
  assert.equal(told(tick(550, 3, 28), answers(700), honest, seen(711)), "shown false, lost 0");
  assert.equal(
    told(tick(550, 3, 28), answers(700, "result=2\n"), honest, seen(711)),
    "shown false, lost 0",
    "it does not look like a tick",
  );
  const line = expects(601, "done two\n", true);
  assert.equal(
    told(tick(550, 3, 28), prints(600, "got done two\n"), answers(700, "done two;"), line, queue(800, 9)),
    "answered early true, lost 1",
    "however the protocol ends its lines",
  );
});

test("pushes that are no text are told by their length, and what was expected twice counts from the last", () => {
  const bytes = (ms: number, from: number, length: number, ack: number): Timed => [
    ms,
    segment(
      `< P. ${from}:${from + length}(${length}) ack ${ack}`,
      String.fromCharCode(ms % 7).repeat(length),
    ),
  ];
  const pushes = [bytes(150, 14, 7, 14), bytes(350, 21, 7, 14)];
  const asks: readonly Timed[] = [
    [510, { kind: "fault", fault: "slow", amount: 64, pid: 7, text: "slow" } as Fact],
    types(520, "two"),
    sends(521, "two\n"),
  ];
  const fate = (...facts: readonly Timed[]): string | undefined => {
    const evidence = evidenceOf(observations(...opened, ...pushes, ...asks, ...facts), {
      fault: "slow",
      control: control(),
    });
    return last(judgeClient(layOut(evidence), { endings: ["none"], lives: true }))?.fate;
  };
  const claim = prints(600, "got done two\n");
  assert.equal(fate(bytes(550, 28, 9, 18), claim, seen(601)), "shown", "longer than a push");
  assert.equal(fate(bytes(550, 28, 7, 18), claim, seen(601)), "unknown");
  assert.equal(fate(bytes(550, 28, 7, 18), bytes(560, 35, 9, 18), claim, seen(601)), "shown", "and another");
  const ok = expects(711, "ok", true);
  const late = [bytes(700, 28, 9, 18), prints(710, "ok\n")];
  assert.equal(fate(prints(600, "got done two\n"), seen(601), ...late, ok), "shown", "the last of two");
});

test("it was complete in the piece that ends with it", () => {
  const lie = [prints(130, "got done two"), OVER, answer(211), prints(212, "\n"), seen(213), queue(300, 9)];
  assert.equal(words(judge(lie)), "answered early true, lost 1");
});
