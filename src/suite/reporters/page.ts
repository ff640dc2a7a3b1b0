// The page of a suite: clients against faults, each cell a link to the page of its case.

import type { Entry, PageContent } from "../../report/html/content.ts";
import { type CaseResult, type PlanRecord, isBad } from "../results.ts";

export function describeTable({ tool, kernel }: PlanRecord, results: readonly CaseResult[]): PageContent {
  return {
    tool: `${tool.name} ${tool.version}`,
    kernel,
    entries: results.map(describeEntry),
    repeats: [],
    cutShort: [],
  };
}

/** Skipped cases have no run: they are in the table all the same. */
function describeEntry(result: CaseResult): Entry {
  const { id, outcome, run, folder } = result;
  const why = [...(result.isEarlier ? ["of an earlier run"] : []), ...(result.why ? [result.why] : [])].join(
    ": ",
  );
  const [client = "", written = ""] = id.split("/");
  const [fault = "", moment = "idle"] = written.split("@");
  const page = folder === undefined ? {} : { page: `./${encodeURI(folder)}/index.html` };
  const ofSuite = { client, outcome, ...page };
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

function of(client: string): Pick<Entry, "scenario" | "title" | "server" | "client"> {
  return { scenario: "experiment", title: client, server: "", client };
}
