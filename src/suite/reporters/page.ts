// The page of a suite: clients against faults, each cell a link to the page of its case.

import type { Entry, PageContent, SuiteEntry } from "../../report/html/content.ts";
import { countChanges, fromTo } from "../change-lines.ts";
import type { Change, Comparison } from "../compare-results.ts";
import { type CaseResult, type PlanRecord, isBad } from "../results.ts";

/** @param comparison with earlier results: each change is marked in its cell */
export function describeTable(
  { tool, kernel }: PlanRecord,
  results: readonly CaseResult[],
  comparison?: Comparison,
): PageContent {
  const changes = new Map(comparison?.changes.map((each) => [each.id, each]));
  return {
    tool: `${tool.name} ${tool.version}`,
    kernel,
    entries: results.map((each) => describeEntry(each, changes.get(each.id))),
    repeats: [],
    cutShort: [],
    ...(comparison && { compared: describeComparison(comparison) }),
  };
}

/** Skipped cases have no run: they are in the table all the same. */
function describeComparison(comparison: Comparison): readonly string[] {
  const gone = comparison.changes.filter(({ change }) => change === "gone");
  return [
    countChanges(comparison),
    ...comparison.notes,
    ...gone.map((each) => `gone: ${each.id}, ${fromTo(each)}`),
  ];
}

function describeEntry(result: CaseResult, changed?: Change): Entry {
  const { id, outcome, run, folder } = result;
  const why = [...(result.isEarlier ? ["of an earlier run"] : []), ...(result.why ? [result.why] : [])].join(
    ": ",
  );
  const [client = "", written = ""] = id.split("/");
  const [fault = "", moment = "idle"] = written.split("@"); // of a story its name
  const page = folder === undefined ? {} : { page: `./${encodeURI(folder)}/index.html` };
  const ofSuite = { client, outcome, ...page, ...describeChange(changed), ...columnOf(id) };
  if (run === undefined) {
    const grade = outcome === "skipped" ? "skipped" : "inconclusive";
    const words = { noticed: "unknown", reaction: "unknown", grade } as const;
    return { ...of(client), fault, moment, ...words, headline: why, ofSuite };
  }
  const { commands, noticed, patience, reaction, afterNs, summary } = run;
  return {
    scenario: "experiment",
    title: run.title,
    server: commands.server,
    client: commands.client,
    fault,
    moment,
    grade: isBad(result) ? (outcome === "inconclusive" ? "inconclusive" : "fail") : "pass",
    noticed,
    ...(patience && { patience }),
    reaction,
    ...(afterNs !== undefined && { afterNs }),
    headline: [why, summary[0] ?? ""].filter((part) => part !== "").join(": "),
    ofSuite,
  };
}

/** Of a case that is more than a fault at a moment: what stands in its id behind the client. */
function columnOf(id: string): Pick<SuiteEntry, "column"> {
  const [, fault = "", ...more] = id.split("/");
  return fault.includes("@") && more.length === 0 ? {} : { column: [fault, ...more].join("/") };
}

/** What is gone has no cell. */
function describeChange(changed: Change | undefined): Pick<SuiteEntry, "change"> {
  if (changed === undefined || changed.change === "gone") return {};
  const { change: name, before } = changed;
  return { change: { name, ...(before !== undefined && { before }) } };
}

function of(client: string): Pick<Entry, "scenario" | "title" | "server" | "client"> {
  return { scenario: "experiment", title: client, server: "", client };
}
