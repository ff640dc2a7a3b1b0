// JUnit for a suite: a test case for each case, a test suite for each client.

import { type TestCase, type TestSuite, buildJUnit, countCases } from "../../report/junit-xml.ts";
import { sanitize } from "../../report/sanitize.ts";
import type { CaseResult } from "../results.ts";
import { inSentences, rerunCommand } from "../case-words.ts";

/** @param missing of cases that were not run: errors, since a report without them would say that all is well */
export function renderSuiteJUnit(
  results: readonly CaseResult[],
  options?: string,
  missing: readonly CaseResult[] = [],
): string {
  const clients = new Map<string, CaseResult[]>();
  for (const each of [...results, ...missing]) {
    const [client = ""] = each.id.split("/");
    clients.set(client, [...(clients.get(client) ?? []), each]);
  }
  return buildJUnit([...clients].map(([client, own]) => describeClient(client, own, options)));
}

function describeClient(client: string, results: readonly CaseResult[], options?: string): TestSuite {
  const cases = results.map((each) => describeCase(each, options));
  const ms = results.reduce((sum, each) => sum + each.ms, 0);
  return { "@name": client, ...countCases(cases), "@time": seconds(ms), testcase: cases };
}

function describeCase(result: CaseResult, options?: string): TestCase {
  const { id, outcome, ms } = result;
  const [client = "", ...fault] = id.split("/");
  const test = { "@classname": client, "@name": fault.join("/"), "@time": seconds(ms) };
  const said = sanitize(inSentences(result), 1000);
  const message = { "@message": said, "@type": outcome };
  if (outcome === "failed" || outcome === "stale")
    return { ...test, failure: message, "system-out": rerunCommand(id, options) };
  if (outcome === "inconclusive") return { ...test, error: message, "system-out": rerunCommand(id, options) };
  if (outcome === "skipped") return { ...test, skipped: message };
  return outcome === "passed" ? test : { ...test, "system-out": said };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
