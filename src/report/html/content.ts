// The content of a page: an entry for each run, enough for the table, and the runs themselves, packed.

import { DIRECT } from "../../timeline/legs.ts";
import { faultAsWritten } from "../../timeline/queries.ts";
import type { Repeats, RunRecord } from "../../timeline/record.ts";
import type { Outcome } from "../../timeline/words.ts";

export interface PageContent {
  readonly tool: string;
  readonly kernel: string;
  readonly entries: readonly Entry[];
  readonly repeats: readonly Repeats[];
  /** Sentences: which documents have only a part of the runs that were wanted. */
  readonly cutShort: readonly string[];
  /** Of a suite that is compared with earlier results: lines about it. */
  readonly compared?: readonly string[];
}

/** One run, as a table of many shows it. */
export interface Entry {
  /** Where it comes from, when there are several files. */
  readonly source?: string;
  /** A section's number, or `experiment`. */
  readonly scenario: string;
  readonly title: string;
  readonly server: string;
  readonly client: string;
  readonly fault: string;
  readonly moment: string;
  /** Of a story of several deaths: which of them it is. */
  readonly death?: number;
  readonly grade: RunRecord["verdict"]["grade"];
  readonly noticed: RunRecord["verdict"]["noticed"];
  readonly reaction: RunRecord["verdict"]["reaction"];
  readonly patience?: Exclude<RunRecord["verdict"]["patience"], undefined>;
  readonly afterNs?: number;
  /** The verdict's first sentence. */
  readonly headline: string;
  /** How many of its statements came out how; left out where it has none. */
  readonly statements?: Readonly<Record<Outcome, number>>;
  /** Set for the run without the proxy that stands between in the others. */
  readonly withoutProxy?: true;
  /** Set for a case of a suite. */
  readonly ofSuite?: SuiteEntry;
}

export interface SuiteEntry {
  /** The client's name in the configuration. */
  readonly client: string;
  readonly outcome: string;
  /** What it is called beside the client, where that is more than a fault and its moment: a story's name. */
  readonly column?: string;
  /** Where its own page is, relative to this one; left out if no run was made. */
  readonly page?: string;
  /** Since earlier results; left out where there is none. */
  readonly change?: { readonly name: "worse" | "better" | "changed" | "new"; readonly before?: string };
}

/** Built from `src/page/static.tsx`: the page without JavaScript. */
export interface StaticPage {
  readonly renderStatic: (content: PageContent, runs: readonly RunRecord[]) => string;
}

export function describeEntry(run: RunRecord, scenario: string, source?: string): Entry {
  const { verdict } = run;
  return {
    ...(source !== undefined && { source }),
    scenario: run.scenario ?? scenario,
    title: run.title,
    server: run.commands.server,
    client: run.commands.client,
    fault: faultAsWritten(run),
    moment: run.moment,
    ...(run.death && { death: run.death.number }),
    grade: verdict.grade,
    noticed: verdict.noticed,
    reaction: verdict.reaction,
    ...(verdict.patience !== undefined && { patience: verdict.patience }),
    ...(verdict.afterNs !== undefined && { afterNs: verdict.afterNs }),
    headline: verdict.summary[0] ?? "",
    ...(run.statements.length > 0 && { statements: countStatements(run) }),
    ...(run.name === DIRECT && { withoutProxy: true }),
  };
}

function countStatements({ statements }: RunRecord): Record<Outcome, number> {
  const counted = { holds: 0, differs: 0, unknown: 0 };
  for (const { outcome } of statements) counted[outcome] += 1;
  return counted;
}
