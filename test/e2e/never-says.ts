// What a verdict may not say of a run that was observed: of one that was not it says nothing, and such a test never fails.

import assert from "node:assert/strict";
import type { Verdict } from "../../src/timeline/verdict-record.ts";

/** The run was observed, and what is expected of it alone is unknown. */
const ONLY_EXPECTED = /^whether .* holds is unknown/;

/** The run was observed to its end, whatever is known of what is expected; and its verdict does not say this. */
export function neverSays(
  verdict: Verdict | undefined,
  wrong: Readonly<Partial<Pick<Verdict, "lost" | "unreported">>>,
): void {
  assert.ok(verdict !== undefined, "no run");
  const shown = verdict.summary.join("\n");
  const { missing } = verdict;
  assert.ok(missing === undefined || ONLY_EXPECTED.test(missing), `not observed: ${missing}\n${shown}`);
  for (const [word, value] of Object.entries(wrong))
    assert.notEqual(verdict[word as "lost" | "unreported"], value, `${word}: ${shown}`);
}
