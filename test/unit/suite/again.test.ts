// What is run again alone and shows nothing then: what failed has failed all the same.

import assert from "node:assert/strict";
import { test } from "node:test";
import { failure } from "../../../src/failure.ts";
import type { SuiteCase } from "../../../src/suite/cases.ts";
import type { CaseOutcome, CaseResult } from "../../../src/suite/results.ts";
import { runCases } from "../../../src/suite/run-cases.ts";

const ID = "psql/kill@idle";
const MISSING = "no-such-program-at-all";

/** A case that cannot be started, is not observed, or lacks a program, one after the other; no program is ever run. */
function caseOf(ends: readonly CaseOutcome[]): SuiteCase {
  const left = [...ends];
  let now: CaseOutcome | undefined;
  return {
    id: ID,
    client: "psql",
    fault: "kill@idle",
    on: "pipes",
    get requires() {
      now = left.shift();
      return now === "skipped" ? [MISSING] : [];
    },
    get request(): SuiteCase["request"] {
      throw failure(now === "failed" ? 2 : 3, `It was ${now}.`, "Try again.");
    },
  };
}

async function lastOf(
  ends: readonly CaseOutcome[],
  retries = 0,
): Promise<{ readonly last: CaseResult | undefined; readonly saved: readonly CaseResult[] }> {
  const saved: CaseResult[] = [];
  const { results } = await runCases([caseOf(ends)], {
    workers: 1,
    times: 1,
    retries,
    bail: false,
    known: new Map(),
    mayBeBetter: false,
    signal: new AbortController().signal,
    isEnough: () => false,
    sharesNetwork: () => undefined,
    began: () => undefined,
    waits: () => undefined,
    finished: async ({ result }) => {
      saved.push(result);
      return result;
    },
  });
  return { last: results[0], saved };
}

for (const [first, second] of [
  ["failed", "skipped"],
  ["failed", "inconclusive"],
  ["inconclusive", "skipped"],
] as const) {
  test(`first ${first}, and ${second} when run again: it is ${first}, and it is said what it was then`, async () => {
    const { last, saved } = await lastOf([first, second]);
    assert.equal(last?.outcome, first);
    const reason = second === "skipped" ? `${MISSING} is not installed` : `It was ${second}`;
    assert.equal(
      last.why,
      `first it was ${first} (It was ${first}), and again, alone, it was ${second} (${reason})`,
    );
    assert.deepEqual(saved.at(-1), last);
  });
}

test("what is seen to fail when it is run again has failed, whatever it was first and is then", async () => {
  assert.equal((await lastOf(["inconclusive", "failed"])).last?.outcome, "failed");
  const { last } = await lastOf(["inconclusive", "failed", "skipped"], 1);
  assert.equal(last?.outcome, "failed");
  assert.match(last.why ?? "", /^first it was inconclusive .*, it was failed, then skipped \(/);
});

test("skipped is no end of the retries", async () => {
  const { last } = await lastOf(["inconclusive", "skipped", "failed"], 1);
  assert.equal(last?.outcome, "failed");
});
