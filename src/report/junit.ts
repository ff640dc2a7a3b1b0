// Saved documents as JUnit XML, for the CI servers that read it: a suite for each run, a test case for each statement and
// each expectation.

import type { Expectation, RunDocument, RunRecord, Statement } from "../timeline/record.ts";
import { faultAsWritten } from "../timeline/queries.ts";
import { type TestCase, type TestSuite, buildJUnit, countCases } from "./junit-xml.ts";
import { formatCutShort } from "./many.ts";
import { sanitize } from "./sanitize.ts";

export function renderJUnit(documents: readonly RunDocument[]): string {
  return buildJUnit([
    ...documents.flatMap(describeCutShort),
    ...documents.flatMap((document) => document.runs).map(describeSuite),
  ]);
}

/** Runs that were not made are no success either. */
function describeCutShort(document: RunDocument): TestSuite[] {
  const startedAtMs = document.runs[0]?.clock.startedAtMs ?? 0;
  return formatCutShort(document).map((message) => {
    const test = { "@classname": "deadpeer", "@name": "every run was made", "@time": "0" };
    const error = { "@message": message, "@type": "cut-short" };
    return { ...suiteOf("deadpeer", [{ ...test, error }], 0, startedAtMs), testcase: [{ ...test, error }] };
  });
}

function describeSuite(run: RunRecord): TestSuite {
  const { title, moment, commands, clock, verdict, observations } = run;
  const name = `${sanitize(title, 120)}: ${faultAsWritten(run)}@${moment}`;
  const cases = [
    describeVerdict(run, name),
    ...run.expectations.map((each) => describeExpectation(each, verdict, name)),
    ...run.statements.map((each) => describeStatement(each, name)),
  ];
  const properties = { server: commands.server, client: commands.client, noticed: verdict.noticed };
  return {
    ...suiteOf(name, cases, observations.at(-1)?.atNs ?? 0, clock.startedAtMs),
    properties: {
      property: Object.entries(properties).map(([key, value]) => ({
        "@name": key,
        "@value": sanitize(value),
      })),
    },
    testcase: cases,
  };
}

function suiteOf(name: string, cases: readonly TestCase[], tookNs: number, startedAtMs: number): TestSuite {
  return {
    "@name": name,
    ...countCases(cases),
    "@time": (tookNs / 1e9).toFixed(3),
    "@timestamp": new Date(startedAtMs).toISOString().slice(0, 19),
  };
}

/** Whether there is a verdict at all. Expectations are test cases of their own. */
function describeVerdict({ verdict }: RunRecord, classname: string): TestCase {
  const [sentence = ""] = verdict.summary;
  const test = { "@classname": classname, "@name": "there is a verdict", "@time": "0" };
  const message = { "@message": sanitize(verdict.missing ?? sentence) };
  if (verdict.grade === "inconclusive") return { ...test, error: { ...message, "@type": "inconclusive" } };
  return verdict.grade === "skipped" ? { ...test, skipped: message } : test;
}

/** Unknown is not a success, and neither is anything in an inconclusive run. */
function describeExpectation(
  { expected, observed, outcome }: Expectation,
  { grade }: RunRecord["verdict"],
  classname: string,
): TestCase {
  const test = { "@classname": classname, "@name": sanitize(expected, 200), "@time": "0" };
  const message = { "@message": `expected ${sanitize(expected, 200)}, observed ${sanitize(observed, 200)}` };
  if (outcome === "unknown") return { ...test, error: { ...message, "@type": "unknown" } };
  if (grade === "inconclusive" || grade === "skipped") return { ...test, skipped: message };
  return outcome === "fail" ? { ...test, failure: { ...message, "@type": "expectation" } } : test;
}

/** A statement of the book that does not hold here is a result, not a failure. */
function describeStatement({ id, text, outcome, note }: Statement, classname: string): TestCase {
  const differs = outcome === "differs" ? " (differs)" : "";
  const test = { "@classname": classname, "@name": sanitize(`${id} ${text}${differs}`, 300), "@time": "0" };
  return outcome === "unknown" ? { ...test, skipped: { "@message": sanitize(note) } } : test;
}
