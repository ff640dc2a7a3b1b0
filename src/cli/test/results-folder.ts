// The directory of a suite's results: results.jsonl, to which a line is added as each case ends, and a folder for each case.

import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { failure } from "../../failure.ts";
import type { CaseResult, PlanRecord, ResultsLine } from "../../suite/results.ts";
import { readResults } from "../../suite/read-results.ts";
import { isBad } from "../../suite/reporters/words.ts";
import { RESULTS_FILE } from "../../suite/results.ts";
import type { Role } from "../../timeline/observation.ts";
import { printedBy } from "../../timeline/queries.ts";
import type { RunDocument } from "../../timeline/record.ts";
import { renderTable } from "../../report/html/page.ts";
import { describeTable } from "../../suite/reporters/page.ts";
import { toJson } from "../../report/sanitize.ts";
import { OTHER_PLACE, prepareDirectory } from "../shared/places.ts";
import { fileFormats, filesIn, reportFormats, saveAll } from "../shared/save.ts";
import { replaceFile } from "../shared/write-file.ts";

export interface ResultsFolder {
  readonly path: string;
  /** Saves the case's files, then its line. Throws a Failure (2) where that is not possible. */
  add(result: CaseResult, document: RunDocument | undefined): Promise<CaseResult>;
  /** Saves the page, a table of these cases. */
  conclude(results: readonly CaseResult[]): Promise<void>;
}

const MARK = '"tool":{"name":"deadpeer"';

/** Begins a new results.jsonl; the folders of the cases that are run are replaced. Throws a Failure (2). */
export function openResults(path: string, plan: PlanRecord, mayReplace: boolean): ResultsFolder {
  prepareDirectory(path, [{ name: RESULTS_FILE, mark: MARK }, fileFormats.html], mayReplace);
  const file = join(path, RESULTS_FILE);
  replaceFile(file, toLine(plan));
  return {
    path,
    async add(result, document) {
      const folder = document === undefined ? undefined : result.id;
      if (document !== undefined) await saveCase(result.id, join(path, result.id), document);
      const saved = folder === undefined ? result : { ...result, folder };
      try {
        appendFileSync(file, toLine(saved));
      } catch (error) {
        throw failure(2, `Cannot write to ${file}: ${(error as Error).message}.`, OTHER_PLACE);
      }
      return saved;
    },
    async conclude(made) {
      const page = join(path, fileFormats.html.name);
      const write = async (): Promise<void> =>
        replaceFile(page, await renderTable(describeTable(plan, made)));
      await saveAll([{ path: page, write }]);
    },
  };
}

function toLine(line: ResultsLine): string {
  return `${toJson(line)}\n`;
}

async function saveCase(id: string, folder: string, document: RunDocument): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  await saveAll(filesIn(folder, reportFormats, [{ name: id, document }]));
  for (const role of ["client", "server"] as const)
    replaceFile(join(folder, `${role}.txt`), output(document, role));
}

/** What a program has printed in the run, as it came. */
function output({ runs: [run] }: RunDocument, role: Role): string {
  return printedBy(run?.observations ?? [], role)
    .map(({ text }) => text)
    .join("");
}

/** Ids of the cases that were not as expected the last time. Throws a Failure (2) if there are no results. */
export function readLastFailed(path: string): Set<string> {
  const file = join(path, RESULTS_FILE);
  if (!existsSync(file))
    throw failure(
      2,
      `There are no earlier results in ${path}.`,
      "Run `deadpeer test` without --last-failed first.",
    );
  const { cases } = readResults(file, readFileSync(file, "utf8"));
  return new Set([...cases.values()].filter(({ outcome }) => isBad({ outcome })).map(({ id }) => id));
}
