// Derives statements and a verdict from a run's observations, new or saved.

import { type FaultName, faults, isFault } from "../fault/index.ts";
import { ANNOUNCED, COMPLETE, COUNTED, SILENT } from "../fault/reasonable.ts";
import { type Evidence, layOut } from "../timeline/case.ts";
import type { FaultEvidence } from "../timeline/fault-evidence.ts";
import { hasProxy } from "../timeline/legs.ts";
import { ofKind } from "../timeline/queries.ts";
import type { Expectation, RunRecord } from "../timeline/record.ts";
import type { Verdict } from "../timeline/verdict-record.ts";
import { checkExpectations, parseExpectations } from "../verdict/expectations.ts";
import { gradeBy } from "../verdict/grade.ts";
import { endingOf } from "../verdict/proof/proof.ts";
import { judgeRules } from "../verdict/rule.ts";
import { KEPT, judgeThroughProxy } from "../verdict/through-proxy.ts";
import { judgeClient } from "../verdict/verdict.ts";
import { isFailure } from "../failure.ts";
import { asObject, oneOf } from "./option-checks.ts";
import { expectations as terms } from "./option-table.ts";
import { type ScenarioName, scenarios } from "./scenarios.ts";

const scenarioName = oneOf(Object.keys(scenarios) as ScenarioName[], "scenario");

/**
 * Derives what the evidence shows. The result depends on nothing but its arguments. Throws a Failure (2) if the
 * scenario does not exist or the terms are not valid.
 *
 * @param expected of the verdict, as in the option `expectVerdict`; empty for nothing
 */
export function judge(
  scenario: ScenarioName,
  evidence: Evidence,
  expected = "",
): Pick<RunRecord, "statements" | "verdict" | "expectations"> {
  if (expected !== "") terms(expected, { option: "expected", spelling: asObject });
  return judgeBy(scenario, evidence, () => expected);
}

/** @param expected of the verdict, once it is known */
export function judgeBy(
  scenario: ScenarioName,
  evidence: Evidence,
  expected: (verdict: Verdict) => string,
): Pick<RunRecord, "statements" | "verdict" | "expectations"> {
  const { rules } = scenarios[scenarioName(scenario, { option: "scenario", spelling: asObject })];
  const seen = layOut(evidence);
  const statements = judgeRules(rules, seen);
  const proofs = new Set(rules.filter(({ proves }) => proves).map(({ id }) => id));
  const unproven = statements.find(({ id, outcome }) => proofs.has(id) && outcome !== "holds");
  const shows = isFault(evidence.fault) ? expectsOf(evidence.fault, evidence) : { endings: [] };
  const judgeIt = hasProxy(evidence.observations) ? judgeThroughProxy : judgeClient;
  const verdict = judgeIt(seen, shows, unproven?.note);
  return { statements, ...checkAndGrade(verdict, expected(verdict), evidence) };
}

/**
 * What is expected of a client where nothing else is asked for: with TCP's news of the ending, or in a silence; and where it
 * is known what was done, or was to be counted, also of that. (What nobody has counted is not expected.)
 */
export function reasonableIn(
  evidence: Evidence,
  verdict: Pick<Verdict, "belief" | "ledger" | "undecided"> = {},
): string {
  if (!isFault(evidence.fault)) return "";
  const isThrough = hasProxy(evidence.observations);
  // What the client can know is what the proxy lets through.
  const { reasonable, reasonableInSilence = isThrough ? SILENT : reasonable } = faults[evidence.fault];
  const announced = answersWithRst(evidence) || isThrough ? ANNOUNCED : reasonable;
  const ofClient = endingOf(layOut(evidence)) === "silence" ? reasonableInSilence : announced;
  const expected = isThrough && !faults[evidence.fault].isControl ? `${ofClient},${KEPT}` : ofClient;
  const isAsked = ofKind(evidence.observations, "missing").some(({ phase }) => phase === "after");
  const whole = isAsked ? `${expected},${COMPLETE}` : expected;
  return isCounted(verdict) || isToBeCounted(evidence, verdict) ? `${whole},${COUNTED}` : whole;
}

function isCounted({ belief = "unknown", ledger }: Pick<Verdict, "belief" | "ledger">): boolean {
  if (belief === "false-success" || belief === "duplicate") return true;
  const entries = ledger?.said.flatMap((entry) => entry.belief ?? []) ?? [];
  return belief !== "unknown" && entries.every(({ done }) => done !== undefined);
}

/**
 * Who asks for a count is told if none came of it, and if it shows nothing of what was said. What a client sends by itself
 * is not one thing, and where there are two servers, or somebody else acts, the count is of more: nothing is expected of
 * these.
 */
function isToBeCounted(
  evidence: Evidence,
  { ledger, undecided }: Pick<Verdict, "ledger" | "undecided">,
): boolean {
  const { observations, meaning } = evidence;
  const isAsked = meaning?.doneWhen !== undefined || ofKind(observations, "counted").length > 0;
  const isOfThings = ledger?.said.some(({ belief }) => belief !== undefined) === true;
  return (
    isAsked &&
    !hasOtherServer(evidence) &&
    ofKind(observations, "also-done").length === 0 &&
    (isOfThings || undecided?.["belief"] === "not-counted")
  );
}

function hasOtherServer({ observations }: Evidence): boolean {
  return ofKind(observations, "took-over").length > 0;
}

/** What the old connection sends comes to a server, or a host, that knows nothing of it (RFC 9293 3.5.2). */
function answersWithRst(evidence: Evidence): boolean {
  return hasOtherServer(evidence) || isHostBack(evidence);
}

function isHostBack({ fault, observations }: Evidence): boolean {
  if (!isFault(fault) || faults[fault].recover === undefined) return false;
  return ofKind(observations, "recovered").some(({ isUndone }) => !isUndone);
}

function expectsOf(fault: FaultName, evidence: Evidence): FaultEvidence {
  const { expects } = faults[fault];
  return answersWithRst(evidence) ? { ...expects, endings: [...expects.endings, "rst"] } : expects;
}

/**
 * What an expectation's pattern could not be matched against in time is not graded; the run keeps what was expected of it.
 */
function checkAndGrade(
  verdict: Verdict,
  expected: string,
  evidence: Evidence,
): Pick<RunRecord, "verdict" | "expectations"> {
  try {
    const expectations = checkExpectations(expected, verdict);
    return { verdict: gradeBy(verdict, expectations, evidence), expectations };
  } catch (error) {
    if (!isFailure(error)) throw error;
    const missing = error.message.replace(/\.$/, "");
    const summary = [`Inconclusive: ${missing}.`, ...verdict.summary];
    const expectations = parseExpectations(expected).map(({ text }): Expectation => ({
      expected: text,
      observed: "unknown",
      outcome: "unknown",
    }));
    return { verdict: { ...verdict, grade: "inconclusive", missing, summary }, expectations };
  }
}
