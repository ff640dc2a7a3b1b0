// Whether less came from the server than without the fault; since when; and whether what comes ends by itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlSign } from "../../src/timeline/record.ts";
import { type InPart, inPart } from "../../src/verdict/in-part.ts";
import { asksAlone, NO_FAULT, controlBy } from "./ledger-runs.ts";
import { observations, segment, laidOut } from "./made-up.ts";
import type { Timed } from "./one-run.ts";

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
