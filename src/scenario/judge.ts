// From a run's observations to its statements and its verdict. The same for a run that was just made and a saved one.

import { faults } from "../fault/index.ts";
import { type Evidence, layOut } from "../timeline/case.ts";
import type { Statement, Verdict } from "../timeline/record.ts";
import { type Rule, judgeRules } from "../verdict/rule.ts";
import { judgeClient } from "../verdict/verdict.ts";
import { clientRules } from "./section-5-12/client-rules.ts";
import { killRules } from "./section-5-12/kill-rules.ts";
import { systemRules } from "./section-5-12/system-rules.ts";
import type { ScenarioName } from "./spec.ts";

const rules: Readonly<Record<ScenarioName, readonly Rule[]>> = {
  "2.6": [],
  "5.10": [],
  "5.13": [],
  "5.14": [],
  "5.15": [],
  "5.16": [],
  "6.4": [],
  "6.6": [],
  "6.7": [],
  "5.12": [...systemRules, ...killRules, ...clientRules],
};

/** Derives what the evidence shows. The result depends on nothing but its arguments. */
export function judge(
  scenario: ScenarioName,
  evidence: Evidence,
): { statements: Statement[]; verdict: Verdict } {
  const seen = layOut(evidence);
  const expected = faults.get(evidence.fault)?.expects ?? { endings: [] };
  return { statements: judgeRules(rules[scenario], seen), verdict: judgeClient(seen, expected) };
}
