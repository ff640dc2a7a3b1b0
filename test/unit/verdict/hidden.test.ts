// Processes that may not be looked at: what was not seen is unknown, and never taken for closed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { formatLine } from "../../../src/report/story-lines.ts";
import { type Rule, holds, judgeRules } from "../../../src/verdict/rule.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { connection, evidenceOf, observations, opened, segment, sockets } from "../made-up.ts";
import { FAULT, FIN, GONE } from "../ledger-runs.ts";
import { type Timed } from "../one-run.ts";

const clientProcess = { pid: 3, parent: 1, state: "S", name: "agent" };
const owners = (ms: number, held: boolean, hidden?: readonly number[]): Timed => [
  ms,
  {
    kind: "owners",
    end: "client",
    connection,
    inode: 9,
    owners: held ? [clientProcess] : [],
    ...(hidden && { hidden }),
  },
];
const killed: readonly Timed[] = [...opened, owners(6, true), FAULT, GONE];
const RST: Timed = [12, segment("< R. 14:14(0) ack 14")];

function judgeOf(...facts: readonly Timed[]): Verdict {
  return judgeClient(layOut(evidenceOf(observations(...killed, ...facts))), { endings: ["fin", "rst"] });
}

test("a client that has closed its socket is seen to; one that hides is not", () => {
  const seen = judgeOf(RST, [13, sockets()], owners(14, false));
  assert.deepEqual([seen.noticed, seen.reaction], ["at-once", "closes"]);
  const hides = judgeOf(RST, [13, sockets()], owners(14, false, [3]));
  assert.deepEqual([hides.noticed, hides.reaction], ["unknown", "unknown"]);
});

test("as long as its socket is in the table a client that hides has not closed it", () => {
  const reads = judgeOf(FIN, owners(14, false, [3]), [20, sockets("CLOSE_WAIT", "FIN_WAIT2", 0)]);
  assert.deepEqual([reads.noticed, reads.reaction, reads.lingers], ["at-once", "holds-socket", true]);
  const sleeps = judgeOf(FIN, owners(14, false, [3]), [20, sockets("CLOSE_WAIT", "FIN_WAIT2", 1)]);
  assert.deepEqual([sleeps.noticed, sleeps.reaction], ["never", "none"]);
});

test("a client that shows itself again is seen again", () => {
  const seen = judgeOf(RST, [13, sockets()], owners(14, false, [3]), owners(15, false));
  assert.deepEqual([seen.noticed, seen.reaction], ["at-once", "closes"]);
});

test("a statement on processes is unknown where one of them may not be looked at", () => {
  const rule: Rule = { id: "r", text: "", needs: ["processes"], judge: () => holds("") };
  const outcomeOf = (rules: readonly Rule[], fact: Timed): string | undefined =>
    judgeRules(rules, layOut(evidenceOf(observations(fact))))[0]?.outcome;
  const looks = (hidden?: readonly number[]): Timed => [
    1,
    { kind: "processes", rows: [clientProcess], listeners: [], ...(hidden && { hidden }) },
  ];
  assert.equal(outcomeOf([rule], looks()), "holds");
  assert.equal(outcomeOf([rule], looks([3])), "unknown");
  assert.equal(outcomeOf([rule], owners(1, false, [3])), "unknown");
  assert.equal(outcomeOf([{ ...rule, needs: ["sockets"] }], looks([3])), "holds");
});

test("the story says that it is not known", () => {
  const [hidden] = observations(owners(1, false, [3, 4]));
  assert.ok(hidden);
  assert.equal(
    formatLine(hidden)?.text,
    "it is unknown whether the client holds its end: process 3, 4 cannot be inspected",
  );
});
