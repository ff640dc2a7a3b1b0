// Statements of the lab about what a reader did in another way than the card says.

import assert from "node:assert/strict";
import { test } from "node:test";
import { labRules } from "../../../src/lab/lab-rules.ts";
import { walks } from "../../../src/lab/walks.ts";
import { layOut } from "../../../src/timeline/case.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import type { Statement } from "../../../src/timeline/record.ts";
import { judgeRules } from "../../../src/verdict/rule.ts";
import { evidenceOf, observations, opened, segment } from "../made-up.ts";
import { GONE, KILL, type Timed, exits, fault, fin, rst, types } from "../one-run.ts";

/** The statement, in the first walk that has it on a card. */
function judged(id: string, ...facts: readonly Timed[]): Statement | undefined {
  const walk = walks.find(({ cards }) => cards.some(({ rules }) => rules.includes(id)));
  const { name = "", waitOn } = walk?.plan ?? {};
  const evidence = evidenceOf(observations(...opened, ...facts), { name, ...(waitOn && { waitOn }) });
  return judgeRules(labRules, layOut(evidence)).find((statement) => statement.id === id);
}

const held = ([ms, fact]: Timed): Timed => [
  ms,
  { ...fact, wire: { frame: 1, fate: "held", rule: 1 } } as Fact,
];

test("the FIN that is held is the first sign of the end: behind an RST it is not", () => {
  const hold = (...sent: readonly Timed[]): string | undefined =>
    judged("lab.held-fin", KILL, GONE, ...sent)?.outcome;
  assert.equal(hold(held(fin(1002))), "holds");
  assert.equal(hold(held(fin(1002)), rst(1003)), "holds", "one that overtakes it comes later");
  assert.equal(hold(rst(1001), held(fin(1002))), "differs");
  assert.equal(hold(fin(1002)), "differs", "it was not held");
});

test("a late answer is an answer to something: without a second line no data is one", () => {
  const after = (...typed: readonly Timed[]): string | undefined =>
    judged(
      "6.6.late",
      fault("none", 0),
      ...typed,
      [1100, segment("> F. 14:14(0) ack 14")],
      [1200, segment("< P. 14:20(6) ack 15", "again\n")],
      [1201, segment("> . 15:15(0) ack 20")],
      exits(1300, { exitCode: 0 }),
    )?.outcome;
  assert.equal(after(types(1050, "again")), "holds");
  assert.equal(after(), "differs");
});
