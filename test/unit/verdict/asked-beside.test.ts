// In what words each control asks, beside a run: whether what was asked there is always asked, or never in the same words;
// and in which order it was, on several connections.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { askedWords, isAlwaysAsked, isNeverTheSame } from "../../../src/verdict/asks/asked-words.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { numberOf } from "../../../src/verdict/bytes/number-of.ts";
import { controlOf, exchanges, runOf, seenIn } from "../exchanges.ts";
import { A, B, C, judged } from "../lacking.ts";
import { onPort, usual } from "../one-run.ts";

/** Whether it asks A always, and whether never in the same words. */
function asks(...controls: readonly ControlRecord[]): string {
  const [seen] = judged([], controls);
  const found = [isAlwaysAsked(seen, A[0]) && "always", isNeverTheSame(seen, A[0]) && "never the same"];
  return found.filter(Boolean).join(", ") || "unknown";
}

test("it is always asked where each control asks it, and never the same where none asks for it alone in these words", () => {
  const unkept: ControlRecord = { ...usual(), asked: [] };
  const rows: readonly (readonly [why: string, controls: readonly ControlRecord[], asked: string])[] = [
    ["once", [controlOf(A, B)], "always"],
    ["a head that all have tells of none", [controlOf(A, A, B)], "always, never the same"],
    ["not at all", [controlOf(B, C)], "never the same"],
    ["in each", [controlOf(A), controlOf(B, A)], "always"],
    ["in one of two", [controlOf(A), controlOf(B)], "unknown"],
    ["in the second one", [controlOf(B), controlOf(A)], "unknown"],
    ["in neither", [controlOf(B), controlOf(C)], "never the same"],
    ["one does not say what it asks", [controlOf(B), usual()], "unknown"],
    ["in one, and the other does not say it", [controlOf(A), usual()], "unknown"],
    ["it asks more than is kept", [unkept], "unknown"],
    ["and so does one of two", [controlOf(B), unkept], "unknown"],
    ["without a control", [], "unknown"],
    ["there was none", [{ ...controlOf(B), none: true }], "unknown"],
  ];
  for (const [why, controls, asked] of rows) assert.equal(asks(...controls), asked, why);
});

test("what is asked on several connections is in the order in which it was asked", () => {
  const later = exchanges(1300, C).map((each) => onPort(50_500, each));
  const earlier = exchanges(1000, B).map((each) => onPort(51_000, each));
  const words = (...facts: Parameters<typeof seenIn>[0]): unknown =>
    askedWords(flowsOf(seenIn([...runOf([A], []), ...facts])))?.map(([each]) => each);
  const inOrder = [A, B, C].map(([ask]) => numberOf(ask));
  assert.deepEqual(words(...later, ...earlier), inOrder);
  assert.deepEqual(words(...earlier, ...later), inOrder);
});
