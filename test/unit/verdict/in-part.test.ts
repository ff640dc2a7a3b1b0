// Whether less came from the server than without the fault; since when; and whether what comes ends by itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord, ControlSign } from "../../../src/timeline/record.ts";
import { type InPart, inPart } from "../../../src/verdict/bytes/in-part.ts";
import { asksAlone, NO_FAULT, controlBy } from "../ledger-runs.ts";
import { observations, segment, laidOut } from "../made-up.ts";
import { NO_CONTROL, type Timed } from "../one-run.ts";

const connects: ControlSign = { kind: "connects", what: "SYN", afterNs: 1 };
const exit: ControlSign = { kind: "exit", what: "exit", afterNs: 2 };

function startedFor(signs: readonly ControlSign[], bytes: number): InPart {
  const came: readonly Timed[] =
    bytes > 0 ? [[4, segment(`< P. 1:${1 + bytes}(${bytes}) ack 1`, "x".repeat(bytes))]] : [];
  return inPart(laidOut(observations(...asksAlone, ...came)), {
    ...controlBy([NO_FAULT], asksAlone),
    signs,
    received: 500,
  });
}

test("who was started for one answer may make something of nothing; of a stream nothing is made until something comes", () => {
  const NEVER = Number.POSITIVE_INFINITY;
  const rows: readonly (readonly [signs: readonly ControlSign[], bytes: number, expected: InPart])[] = [
    [[connects, exit], 300, { lessNs: 0, partNs: 0, isStream: false }],
    [[connects, exit], 0, { lessNs: 0, partNs: 0, isStream: false }],
    [[connects, exit], 500, { lessNs: NEVER, partNs: NEVER, isStream: false }],
    [[connects], 300, { lessNs: 0, partNs: 0, isStream: true }],
    [[connects], 0, { lessNs: 0, partNs: NEVER, isStream: true }],
    [[], 500, { lessNs: NEVER, partNs: NEVER, isStream: true }],
  ];
  for (const [signs, bytes, expected] of rows)
    assert.deepEqual(startedFor(signs, bytes), expected, `${signs.length} signs, ${bytes} bytes`);
});

test("of several things said each is held against its own in the control, and without one against nothing at all", () => {
  const NEVER = Number.POSITIVE_INFINITY;
  const serve = (ms: number, from: number, bytes: number): Timed => [
    ms,
    segment(`< P. ${from}:${from + bytes}(${bytes}) ack 7`, "x".repeat(bytes)),
  ];
  const say = (ms: number, text: string): Timed => [ms, { kind: "typed", text }];
  const control: ControlRecord = {
    ...controlBy([NO_FAULT], asksAlone),
    said: [
      { text: "one", fate: "shown", answerBytes: 10 },
      { text: "two", fate: "shown", answerBytes: 30 },
    ],
  };
  const partOf = (facts: readonly Timed[], held = control): InPart =>
    inPart(laidOut(observations(...asksAlone, ...facts)), held);
  const one = [say(10, "one"), serve(11, 1, 10)];
  const [nothing, whole] = [
    { lessNs: NEVER, partNs: NEVER, isStream: false },
    [...one, say(20, "two"), serve(21, 11, 30)],
  ];
  assert.deepEqual(partOf(whole), nothing);
  assert.deepEqual(partOf([...one, say(20, "two"), serve(21, 11, 20)]), {
    lessNs: 20e6,
    partNs: 20e6,
    isStream: false,
  });
  assert.deepEqual(partOf([...one, say(20, "two")]), { lessNs: 20e6, partNs: NEVER, isStream: false });
  // A line that was left unread is said once more than there.
  const unread = [...one, say(15, "one"), say(20, "two"), serve(21, 11, 30)];
  assert.deepEqual(partOf(unread), { lessNs: 15e6, partNs: NEVER, isStream: false });
  assert.deepEqual(partOf([...one, say(20, "three")]), nothing, "there is none like it");
  assert.deepEqual(partOf([...one, say(20, "two")], NO_CONTROL), {
    lessNs: 20e6,
    partNs: NEVER,
    isStream: false,
  });
  assert.deepEqual(partOf([say(10, "one"), say(20, "two")], NO_CONTROL), nothing, "nothing is ever answered");
  assert.deepEqual(partOf([serve(4, 1, 9), say(10, "one")], NO_CONTROL), nothing, "a greeting is no answer");
});
