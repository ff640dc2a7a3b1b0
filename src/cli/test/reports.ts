// The reporters of a suite: what is written while it runs, and at its end, to standard output or to files.

import { resolve } from "node:path";
import { usageError } from "../shared/usage.ts";
import { saveAll } from "../shared/save.ts";
import { chooseFile } from "../shared/places.ts";
import { replaceFile, writeToStream } from "../shared/write-file.ts";
import { type Terminal, describeTerminal } from "../../report/terminal.ts";
import { toJson } from "../../report/sanitize.ts";
import { writeLines } from "../../report/write.ts";
import { renderForAgent } from "../../suite/reporters/agent.ts";
import { renderSuiteAnnotations } from "../../suite/reporters/annotations.ts";
import { renderSuiteJUnit } from "../../suite/reporters/junit.ts";
import { formatSummary } from "../../suite/reporters/list.ts";
import { renderSuiteMarkdown } from "../../suite/reporters/markdown.ts";
import type { Comparison } from "../../suite/compare-results.ts";
import { type CaseResult, type PlanRecord, notRun } from "../../suite/results.ts";
import type { ChosenReporter, ReporterName } from "./options.ts";

/** What the reporters know at the end. */
export interface SuiteEnd {
  readonly plan: PlanRecord;
  readonly results: readonly CaseResult[];
  /** Of the results, as a person would write it. */
  readonly folder: string;
  readonly seconds: number;
  /** The options that chose the suite: `--selfcheck`. They are needed to run a case again. */
  readonly options?: string;
  /** With earlier results, if it was asked for. */
  readonly comparison?: Comparison;
}

export interface Reports {
  /** Which of the two that show cases as they end writes to standard output, if one does. */
  readonly live?: "list" | "dots";
  /**
   * Writes the files in which nothing has been run yet: should the suite be killed, no earlier report is left in its place.
   */
  begin(end: SuiteEnd): Promise<void>;
  write(end: SuiteEnd): Promise<void>;
}

type Render = (end: SuiteEnd, terminal: Terminal) => string;

const renderings: Readonly<Record<ReporterName, Render>> = {
  list: summarize,
  dots: summarize,
  junit: ({ plan, results, options }) => renderSuiteJUnit(results, options, notRun(plan, results)),
  json: ({ plan, results, comparison }) =>
    toJson({ ...plan, kind: "results", results, ...(comparison && { comparison }) }),
  markdown: ({ plan, results, options, comparison }) =>
    renderSuiteMarkdown(results, options, comparison, notRun(plan, results)),
  github: ({ plan, results, options }) =>
    renderSuiteAnnotations(results, options, notRun(plan, results)).join("\n"),
  agent: ({ plan, results, folder, options }) =>
    renderForAgent(results, folder, options, notRun(plan, results)),
};

function summarize(end: SuiteEnd, terminal: Terminal): string {
  const { length } = notRun(end.plan, end.results);
  return formatSummary(end.results, terminal, { ...end, notRun: length }).join("\n");
}

/**
 * Throws a Failure (2) if a file cannot be written, or must not be, or two reporters would share standard output or a file.
 *
 * @param taken files that no reporter may write to, absolute
 */
export function prepareReports(chosen: readonly ChosenReporter[], taken: readonly string[]): Reports {
  refuseTaken(chosen, taken);
  const toOutput = chosen.filter(({ file }) => file === undefined);
  const lively = toOutput.filter(({ name }) => name === "list" || name === "dots");
  const others = toOutput.filter(({ name }) => name !== "list" && name !== "dots" && name !== "github");
  if (lively.length + others.length > 1)
    throw usageError(
      `${toOutput.map(({ name }) => name).join(" and ")} cannot both write to standard output.`,
      "Give one of them a file: --reporter junit=junit.xml.",
    );
  const files = chosen.flatMap(({ name, file }) =>
    file === undefined ? [] : [{ name, ...chooseFile("reporter", file) }],
  );
  const toSave = (end: SuiteEnd, some: typeof files): { path: string; write: () => void }[] =>
    some.map(({ name, path, isStream }) => {
      const text = `${renderings[name](end, { width: 80, colour: false, unicode: true })}\n`;
      return { path, write: () => (isStream ? writeToStream : replaceFile)(path, text) };
    });
  const [live] = lively;
  return {
    ...(live && { live: live.name as "list" | "dots" }),
    async begin(end) {
      await saveAll(
        toSave(
          end,
          files.filter(({ isStream }) => !isStream),
        ),
      );
    },
    async write(end) {
      const terminal = describeTerminal(process.stdout, process.env);
      for (const { name } of toOutput) writeText(name, renderings[name](end, terminal));
      await saveAll(toSave(end, files));
    },
  };
}

/** Lines for people are made harmless here; every other format has its own way. */
function refuseTaken(chosen: readonly ChosenReporter[], taken: readonly string[]): void {
  const used = new Set<string>();
  for (const { name, file } of chosen) {
    if (file === undefined) continue;
    const path = resolve(file);
    const isTaken = taken.includes(path);
    if (isTaken || (used.has(path) && !path.startsWith("/dev/")))
      throw usageError(
        `--reporter ${name}=${file} would replace ${isTaken ? "a file of the suite" : "another report"}.`,
        `Choose another file with --reporter ${name}=FILE.`,
      );
    used.add(path);
  }
}

function writeText(name: ReporterName, text: string): void {
  if (name === "list" || name === "dots") writeLines(process.stdout, text.split("\n"));
  else if (text !== "") process.stdout.write(`${text}\n`);
}
