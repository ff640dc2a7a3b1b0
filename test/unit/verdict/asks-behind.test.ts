// What a client asks behind a thing that is not answered yet, on the same connection.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { TcpState } from "../../../src/tcp/states.ts";
import { asksNext, hasAskedNext } from "../../../src/verdict/asks/next-asked.ts";
import { controlOf } from "../exchanges.ts";
import { begun } from "../http-runs.ts";
import { connection, evidenceOf, observations, segment, sockets } from "../made-up.ts";
import { type Timed, fault, types } from "../one-run.ts";

/** Each is sent at its time, behind the one before. */
function sends(...all: readonly (readonly [ms: number, text: string])[]): Timed[] {
  let from = 1;
  return all.map(([ms, text]) => {
    const to = from + text.length;
    const each = segment(`> P. ${from}:${to}(${text.length}) ack 1`, text);
    from = to;
    return [ms, each];
  });
}
let answered = 1;
const answers = (ms: number): Timed => {
  answered += 5;
  return [ms, segment(`< P. ${answered - 5}:${answered}(5) ack 1`, "done\n")];
};
const inOrder = (facts: readonly Timed[]): readonly Timed[] =>
  facts.toSorted(([one], [other]) => one - other);
const caseWith = (facts: readonly Timed[], control?: ControlRecord): Parameters<typeof asksNext>[0] =>
  layOut({
    ...evidenceOf(observations(...begun, ...inOrder(facts))),
    ...(control !== undefined && { control }),
  });
const STOP = fault("stop", 7, 900);
const isOn = (facts: readonly Timed[], control?: ControlRecord): boolean =>
  asksNext(caseWith(facts, control));
const FIRST = [100, "reading 1\n"] as const;
const usual = controlOf(["reading 1\n", "done\n"], ["reading 2\n", "done\n"]);

test("lines in one segment are things of their own, some time behind the first", () => {
  const last = [1000, "reading 2\n"] as const;
  const isAfter = (...more: readonly (readonly [number, string])[]): boolean =>
    isOn([...sends(FIRST, last, ...more), answers(101), STOP]);
  assert.equal(isAfter([1300, "reading 3\nreading 4\n"]), true);
  assert.equal(isAfter([1080, "reading 3\nreading 4\n"]), false, "both at once");
  assert.equal(isAfter([1080, "reading 3\n"], [1160, "reading 4\n"]), true, "by the clock");
  assert.equal(isAfter([1300, "reading 2\nreading 2\n"]), false, "another try");
});

test("a line that is sent in pieces is one line", () => {
  const cut = [
    [1000, "reading 2"],
    [1001, "\n"],
  ] as const;
  assert.equal(isOn([...sends(FIRST, ...cut, [1200, "reading 3\n"]), answers(101), STOP]), true);
  assert.equal(isOn([...sends(FIRST, ...cut), answers(101), STOP]), false);
});

test("the fault came before its first answer: a control shows that it asks one by one", () => {
  const facts = [STOP, ...sends([1000, "reading 1\n"], [1300, "reading 2\n"])];
  assert.equal(isOn(facts, usual), true);
  assert.equal(
    isOn(facts, controlOf(["reading 1\nreading 2\n", "done\n"], ["reading 3\n", "done\n"])),
    false,
  );
  assert.equal(isOn(facts, controlOf(["reading 1\n", "done\n"])), false, "one thing is no habit");
  assert.equal(isOn([...facts, types(950)], usual), false, "it was typed to");
});

const holds = (ms: number, sendQ: number, state: TcpState = "ESTABLISHED"): Timed => {
  const { rows, ...fact } = sockets(state, "ESTABLISHED");
  const isClients = (port: number): boolean => port === connection.client.port;
  return [ms, { ...fact, rows: rows.map((row) => (isClients(row.local.port) ? { ...row, sendQ } : row)) }];
};

test("what its kernel holds behind a thing that nobody acknowledges is more than that", () => {
  const acked: Timed = [102, segment("< . 6:6(0) ack 11")];
  const before = [...sends(FIRST, [1000, "reading 2\n"]), answers(101), acked, STOP];
  assert.equal(isOn([...before, holds(1010, 10)]), false, "that alone");
  assert.equal(isOn([...before, holds(1010, 10), holds(1300, 20)]), true);
  assert.equal(isOn([...before, holds(1010, 10), holds(1300, 15)]), false, "a heartbeat");
  const beats = [
    ...sends(FIRST, [300, "PING"], [1000, "reading 2\n"]),
    answers(101),
    answers(301),
    acked,
    STOP,
  ];
  assert.equal(isOn([...beats, holds(1300, 24)]), false, "of who has heartbeats that is not known");
});

test("over TLS what is as long as the first may be the next, or the same again", () => {
  const hello = "\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0000";
  const record = `\u0017\u0003\u0003\u0000\u0020${"x".repeat(32)}`;
  const before = [[100, hello] as const, [300, record] as const, [1000, record] as const];
  const facts = [answers(101), answers(301), STOP];
  assert.equal(isOn([...sends(...before), ...facts]), false);
  assert.equal(isOn([...sends(...before, [1300, record]), ...facts]), true);
  assert.equal(
    isOn([...sends(...before, [1300, "\u0017\u0003\u0003\u0000\u0002hi"]), ...facts]),
    false,
    "a ping",
  );
});

test("what was answered in the end it had given up, if it went on later than it does by the clock", () => {
  const control = { ...usual, askedNs: [0, 200e6, 400e6] };
  const has = (nextMs: number, ...more: readonly Timed[]): boolean =>
    hasAskedNext(
      caseWith(
        [
          ...sends(FIRST, [1000, "reading 2\n"], [nextMs, "reading 3\n"]),
          answers(101),
          STOP,
          answers(2000),
          ...more,
        ],
        control,
      ),
    );
  assert.equal(has(1400), true);
  assert.equal(has(1250), false, "no later than ever");
  assert.equal(has(2001), false, "it was answered before");
  assert.equal(has(1400, types(950)), false);
});
