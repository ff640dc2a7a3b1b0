// From a run's observations to its statements and its verdict. The same for a run that was just made and a saved one.

import { faults } from "../fault/index.ts";
import { type Evidence, layOut } from "../timeline/case.ts";
import type { Expectation, RunRecord, Verdict } from "../timeline/record.ts";
import { checkExpectations } from "../verdict/expectations.ts";
import { type Rule, judgeRules } from "../verdict/rule.ts";
import { judgeClient } from "../verdict/verdict.ts";
import { clientRules } from "../book/section-5-12/client-rules.ts";
import { killRules } from "../book/section-5-12/kill-rules.ts";
import { systemRules } from "../book/section-5-12/system-rules.ts";
import { rules26 } from "../book/section-2-6.ts";
import { rules510 } from "../book/section-5-10.ts";
import { raceRules } from "../book/section-5-12/race-rules.ts";
import { rules513 } from "../book/section-5-13.ts";
import { rules514 } from "../book/section-5-14.ts";
import { rules515 } from "../book/section-5-15.ts";
import { rules516 } from "../book/section-5-16.ts";
import { rules64 } from "../book/section-6-4.ts";
import { momentRules } from "../book/moment-rules.ts";
import { customRules } from "../custom/rules.ts";
import { rules66 } from "../book/section-6-6.ts";
import { rules67 } from "../book/section-6-7.ts";
import type { ScenarioName } from "../inside/spec.ts";

const rules: Readonly<Record<ScenarioName, readonly Rule[]>> = {
  "2.6": rules26,
  "5.10": rules510,
  "5.12": [...systemRules, ...killRules, ...clientRules],
  "5.12.race": raceRules,
  "5.13": rules513,
  "5.14": rules514,
  "5.15": rules515,
  "5.16": rules516,
  "6.4": rules64,
  "6.6": rules66,
  "6.7": rules67,
  moment: momentRules,
  experiment: customRules,
  inflict: [],
};

/**
 * Derives what the evidence shows. The result depends on nothing but its arguments.
 *
 * @param expected of the verdict, as for `checkExpectations`; empty for nothing
 */
export function judge(
  scenario: ScenarioName,
  evidence: Evidence,
  expected = "",
): Pick<RunRecord, "statements" | "verdict" | "expectations"> {
  const seen = layOut(evidence);
  const statements = judgeRules(rules[scenario], seen);
  const proofs = new Set(rules[scenario].filter(({ proves }) => proves).map(({ id }) => id));
  const unproven = statements.find(({ id, outcome }) => proofs.has(id) && outcome !== "holds");
  const shows = faults.get(evidence.fault)?.expects ?? { endings: [] };
  const verdict = judgeClient(seen, shows, unproven?.note);
  const expectations = checkExpectations(expected, verdict);
  return { statements, verdict: gradeBy(verdict, expectations), expectations };
}

/** What was not proven is not graded. */
function gradeBy(verdict: Verdict, expectations: readonly Expectation[]): Verdict {
  const failed = verdict.grade === "pass" && expectations.some(({ outcome }) => outcome === "fail");
  return failed ? { ...verdict, grade: "fail" } : verdict;
}
