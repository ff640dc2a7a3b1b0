// The oracle's findings as a short table: a row for each client.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Comparison } from "../oracle/compare.ts";
import type { Finding } from "../oracle/recipe.ts";
import { count, summary } from "../oracle/summary.ts";

type Words = Pick<Finding, "client" | "on" | "death" | "noticed">;

function compared(words: Words, rest: Omit<Comparison, "oracle" | "seen"> = {}): Comparison {
  const oracle: Finding = { ...words, said: "said", closeWait: false, ending: "FIN", printed: "" };
  const trace = { calls: [], ends: [], firstPid: 1 };
  const nothing = { segments: [], clientPort: 1, inode: 1, diedAt: 0, hadEnded: false, rows: [] };
  return { oracle, seen: { trace, ...nothing, printed: "", printedSinceSaid: "" }, ...rest };
}

/** The verdict says the same. */
function equal(words: Words): Comparison {
  const { noticed } = words;
  const said = { grade: "pass", reaction: "none", closeWait: false, ending: "fin", lost: 0 };
  return compared(words, { deadpeer: { ...said, noticed } });
}

const runs = [
  equal({ client: "nc", on: "terminal", death: "kill", noticed: "at-once" }),
  equal({ client: "nc", on: "pipes", death: "kill", noticed: "at-once" }),
  equal({ client: "curl", on: "terminal", death: "kill", noticed: "on-use" }),
  compared({ client: "curl", on: "pipes", death: "kill", noticed: "at-once" }, { failed: "no verdict" }),
  compared({ client: "curl", on: "pipes", death: "stop", noticed: "never" }),
];

test("a row for each client, with both words where terminal and pipes differ, and how many of those compared are equal", () => {
  assert.equal(
    summary(runs),
    `| client | kill | reset | unread | stop | come-back | equal |
| --- | --- | --- | --- | --- | --- | --- |
| nc | at-once |  |  |  |  | 2 of 2 |
| curl | on-use / at-once |  |  | never |  | 1 of 2 |`,
  );
  assert.equal(count(runs), "5 runs, 4 compared, 3 equal");
});
