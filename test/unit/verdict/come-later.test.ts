// Two things said, and the answer of the first goes on once the second was said: with HTTP/2's streams, and with answers
// that have an id.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Case, layOut } from "../../../src/timeline/case.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { judgeLoss } from "../../../src/verdict/asks/loss.ts";
import { type Timed, evidenceOf, observations, segment } from "../made-up.ts";
import { FAULT, begun, talk, usual } from "../talks.ts";

/** So much has come of the first answer when more is said, and so much comes from then on; the fault is in that reply. */
function seenWith(before: number, since: number): Case {
  const { facts, sent, came } = talk([
    [100, "fast slow\n", "x".repeat(before)],
    [300, "and more\n", "y".repeat(since)],
  ]);
  const [typed, then]: Timed[] = [
    [99, { kind: "typed", text: "fast slow" }],
    [299, { kind: "typed", text: "and more" }],
  ];
  const said = observations(...begun, typed!, ...facts.slice(0, 2), then!, ...facts.slice(2), FAULT, [
    401,
    segment(`< F. ${came}:${came}(0) ack ${sent}`),
  ]);
  const control = {
    ...usual(),
    said: SAID.map((text) => ({ text, fate: "read" as const, answerBytes: 145 })),
  };
  return layOut(evidenceOf(said, { control, moment: "mid-reply:90" }));
}

const SAID = ["fast slow", "and more"];

test("what lacks as much as came once more was said may have come then; what lacks more is cut", () => {
  const judge = (i: number, before: number, since: number) => {
    const entry: SaidEntry = {
      text: SAID[i]!,
      atNs: [99e6, 299e6][i]!,
      fate: "read",
      answerBytes: [before, since][i]!,
      because: [],
    };
    const { fate, isLost } = judgeLoss(entry, [], seenWith(before, since), i);
    return [fate, isLost];
  };
  assert.deepEqual(judge(0, 95, 90), ["unknown", undefined], "50 of the 90 may be its own");
  assert.deepEqual(judge(0, 95, 50), ["unknown", undefined]);
  assert.deepEqual(judge(0, 95, 49), ["cut", true], "not all of it can have come");
  assert.deepEqual(judge(1, 95, 90), ["cut", true], "nothing was said behind it");
});
