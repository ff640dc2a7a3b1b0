// From a run's observations to its statements and its verdict. The same for a run that was just made and a saved one.

import { faults, isFault } from "../fault/index.ts";
import { type Evidence, layOut } from "../timeline/case.ts";
import type { ControlRecord, Expectation, RunRecord, Verdict } from "../timeline/record.ts";
import { checkExpectations } from "../verdict/expectations.ts";
import { judgeRules } from "../verdict/rule.ts";
import { judgeClient } from "../verdict/verdict.ts";
import { asObject, oneOf } from "./option-checks.ts";
import { expectations as terms } from "./option-table.ts";
import { type ScenarioName, scenarios } from "./scenarios.ts";

const scenarioName = oneOf(Object.keys(scenarios) as ScenarioName[], "scenario");

/**
 * Derives what the evidence shows. The result depends on nothing but its arguments. Throws a Failure (2) for a scenario
 * that there is not, and for terms that are none.
 *
 * @param expected of the verdict, as in the option `expectVerdict`; empty for nothing
 */
export function judge(
  scenario: ScenarioName,
  evidence: Evidence,
  expected = "",
): Pick<RunRecord, "statements" | "verdict" | "expectations"> {
  const { rules } = scenarios[scenarioName(scenario, { option: "scenario", spelling: asObject })];
  if (expected !== "") terms(expected, { option: "expected", spelling: asObject });
  const seen = layOut(evidence);
  const statements = judgeRules(rules, seen);
  const proofs = new Set(rules.filter(({ proves }) => proves).map(({ id }) => id));
  const unproven = statements.find(({ id, outcome }) => proofs.has(id) && outcome !== "holds");
  const shows = isFault(evidence.fault) ? faults[evidence.fault].expects : { endings: [] };
  const verdict = judgeClient(seen, shows, unproven?.note);
  const expectations = checkExpectations(expected, verdict);
  return { statements, verdict: gradeBy(verdict, expectations, evidence.control), expectations };
}

/** What was not proven is not graded, nor what stands on a control that was wanted and is not there. */
function gradeBy(verdict: Verdict, expectations: readonly Expectation[], control?: ControlRecord): Verdict {
  if (verdict.grade !== "pass") return verdict;
  const missing = expectations.some(needsControl) ? control?.missing : undefined;
  if (missing !== undefined) {
    const remedy = "`--control none` takes whatever the client does for a reaction";
    const summary = [...verdict.summary, `Inconclusive: ${missing} (${remedy}).`];
    return { ...verdict, summary, grade: "inconclusive", missing };
  }
  const failed = expectations.some(({ outcome }) => outcome === "fail");
  return failed ? { ...verdict, grade: "fail" } : verdict;
}

/** These are what they are, whatever the client does by itself. */
const INDEPENDENT = /^(ending|exit|lingers|waiting|duplicated)\b/;

function needsControl({ expected }: Expectation): boolean {
  return !INDEPENDENT.test(expected);
}
