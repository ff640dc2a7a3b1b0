// What is expected where nothing else is asked for: what TCP has shown of the ending decides it, not the name of the fault.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ANNOUNCED, COMPLETE, COUNTED, SILENT } from "../../src/fault/reasonable.ts";
import { reasonableIn } from "../../src/run/judge.ts";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import type { Belief } from "../../src/timeline/words.ts";
import { evidenceOf, observations, opened } from "./made-up.ts";
import { type Timed, answersRst, fault, fin, sends, types } from "./one-run.ts";

function expectedAfter(name: string, ...facts: readonly Timed[]): string {
  return reasonableIn(evidenceOf(observations(...opened, fault(name), ...facts), { fault: name }));
}

test("a host that comes back is a silence for a client that sends nothing, as one that stays away is", () => {
  assert.equal(expectedAfter("host-reboot"), SILENT);
  assert.equal(expectedAfter("host-crash"), SILENT);
  assert.equal(expectedAfter("host-reboot", types(1500), sends(1501), answersRst(1502)), ANNOUNCED);
});

test("of a kill a FIN is expected: a run without one is not proven, and nothing is forgiven by it", () => {
  assert.equal(expectedAfter("kill"), ANNOUNCED);
  assert.equal(expectedAfter("kill", fin(1002)), ANNOUNCED);
});

test("where it is known what was done, that is expected as well; what is not known is not", () => {
  const done = (word: Belief, times?: number): Pick<Verdict, "belief" | "ledger"> => {
    const belief = { believed: "done", word, ...(times !== undefined && { done: times }) } as const;
    const said = [{ text: "x", atNs: 0, fate: "shown", because: [], belief }] as const;
    return { belief: word, ledger: { said, bytes: [] } };
  };
  const isExpected = (verdict: Pick<Verdict, "belief" | "ledger">): boolean =>
    reasonableIn(evidenceOf(observations(...opened, fault("kill"))), verdict).endsWith(`,${COUNTED}`);
  assert.equal(isExpected({}), false);
  assert.equal(isExpected(done("honest", 1)), true);
  assert.equal(isExpected(done("false-failure", 1)), true);
  assert.equal(isExpected(done("silent-retry", 1)), true);
  assert.equal(isExpected(done("silent-retry")), false);
  assert.equal(isExpected(done("unknown")), false);
  assert.equal(isExpected(done("duplicate", 2)), true);
});

test("where it was asked what is missing in the end, nothing is to be", () => {
  const missing = (phase: "before" | "after"): Timed => [
    1500,
    { kind: "missing", phase, command: "gaps", text: "" },
  ];
  assert.equal(
    expectedAfter("kill", fin(1002), missing("after")),
    `${ANNOUNCED},${COMPLETE}`,
    "though it said nothing",
  );
  assert.equal(expectedAfter("host-crash", missing("after")), `${SILENT},${COMPLETE}`);
  assert.equal(expectedAfter("kill", fin(1002), missing("before")), ANNOUNCED, "of the death before");
});

test("who asks for a count is told if nothing came of it; what the client sends by itself is not divided", () => {
  const counted: Timed = [900, { kind: "counted", phase: "before", command: "wc", text: "5", count: 5 }];
  const took: Timed = [1100, { kind: "took-over", pid: 9, command: "another" }];
  const belief = { believed: "done", word: "unknown", why: "not-one-each" } as const;
  const said = [{ text: "x", atNs: 0, fate: "shown", because: [], belief }] as const;
  const divided = { belief: "unknown", ledger: { said, bytes: [] } } as const;
  const isExpected = (
    verdict: Pick<Verdict, "belief" | "ledger" | "undecided">,
    facts: readonly Timed[],
    doneWhen = "",
  ): boolean => {
    const meaning = doneWhen === "" ? {} : { meaning: { doneWhen: { text: doneWhen } } };
    const seen = evidenceOf(observations(...opened, ...facts, fault("kill")), meaning);
    return reasonableIn(seen, verdict).endsWith(`,${COUNTED}`);
  };
  assert.equal(isExpected(divided, [counted]), true);
  assert.equal(isExpected(divided, [], "stored"), true);
  assert.equal(isExpected(divided, []), false, "nobody has asked");
  assert.equal(isExpected(divided, [counted, took]), false, "two servers");
  const also: Timed = [910, { kind: "also-done", command: "x", text: "", exitCode: 0 }];
  assert.equal(isExpected(divided, [counted, also]), false, "somebody else is counted as well");
  const shipped = { belief: "unknown", ledger: { said: [], bytes: [] } } as const;
  assert.equal(isExpected(shipped, [counted]), false);
  assert.equal(isExpected({ ...shipped, undecided: { belief: "not-counted" } }, [counted]), true);
});
