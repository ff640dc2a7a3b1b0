// The directory of a suite's results: results.jsonl, to which a line is added as each case ends, and a folder for each case.

import { appendFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { failure } from "../../failure.ts";
import type { Comparison } from "../../suite/compare-results.ts";
import type { CaseResult, PlanRecord, ResultsLine } from "../../suite/results.ts";
import { keepEarlier } from "../../suite/earlier-results.ts";
import { RESULTS_FILE, notRun } from "../../suite/results.ts";
import type { Role } from "../../timeline/observation.ts";
import { printedBy } from "../../timeline/queries.ts";
import type { RunDocument } from "../../timeline/record.ts";
import { renderTable } from "../../report/html/page.ts";
import { describeTable } from "../../suite/reporters/page.ts";
import { toJson } from "../../report/sanitize.ts";
import { OTHER_PLACE, type PreparedDirectory, prepareDirectory } from "../shared/places.ts";
import { fileFormats, filesIn, reportFormats, saveAll } from "../shared/save.ts";
import { replaceFile } from "../shared/write-file.ts";

export interface ResultsFolder {
  readonly path: string;
  /** Saves the case's files, then its line. Throws a Failure (2) where that is not possible. */
  add(result: CaseResult, document: RunDocument | undefined): Promise<CaseResult>;
  /** Saves the page, a table of these cases, and of those that were not run. */
  conclude(results: readonly CaseResult[], comparison?: Comparison): Promise<void>;
}

/** Files in the directory that a run replaces, as absolute paths. */
export function ownFiles(path: string): string[] {
  return [RESULTS_FILE, fileFormats.html.name].map((name) => resolve(path, name));
}

const MARK = '"tool":{"name":"deadpeer"';

/** Makes the directory if there is none, and nothing in it yet. Throws a Failure (2) for what must not be replaced. */
export function prepareResults(path: string, mayReplace: boolean): PreparedDirectory {
  return prepareDirectory(path, [{ name: RESULTS_FILE, mark: MARK }, fileFormats.html], mayReplace);
}

/**
 * Begins a new results.jsonl, with what is kept of the old one; the folders of the cases that are run are replaced. Throws a
 * Failure (2).
 *
 * @param ids of all cases of the configuration
 */
export async function openResults(
  path: string,
  plan: PlanRecord,
  ids: readonly string[],
): Promise<ResultsFolder> {
  const file = join(path, RESULTS_FILE);
  const earlier = keepEarlier(path, plan, ids);
  const begun = [plan, ...earlier].map(toLine).join("");
  await saveAll([{ path: file, write: () => replaceFile(file, begun) }]);
  return {
    path,
    async add(result, document) {
      const folder = document === undefined ? undefined : folderOf(result.id);
      if (document !== undefined && folder !== undefined)
        await saveCase(result.id, join(path, folder), document);
      const saved = folder === undefined ? result : { ...result, folder };
      try {
        appendFileSync(file, toLine(saved));
      } catch (error) {
        throw failure(2, `Cannot write to ${file}: ${(error as Error).message}.`, OTHER_PLACE);
      }
      return saved;
    },
    async conclude(made, comparison) {
      const page = join(path, fileFormats.html.name);
      const now = new Set(made.map(({ id }) => id));
      const known = [...made, ...earlier.filter(({ id }) => !now.has(id))];
      const all = [...known, ...notRun(plan, known)];
      const write = async (): Promise<void> =>
        replaceFile(page, await renderTable(describeTable(plan, all, comparison)));
      await saveAll([{ path: page, write }]);
    },
  };
}

/**
 * A colon cannot be in the name of a file on Windows, nor in an artifact of GitHub's. A case through a proxy is not in the
 * folder of the one without.
 */
function folderOf(id: string): string {
  const [client, ...rest] = id.replaceAll(":", "=").split("/");
  return `${client}/${rest.join("+")}`;
}

function toLine(line: ResultsLine): string {
  return `${toJson(line)}\n`;
}

async function saveCase(id: string, folder: string, document: RunDocument): Promise<void> {
  const printed = (["client", "server"] as const).map((role) => {
    const path = join(folder, `${role}.txt`);
    return { path, write: () => replaceFile(path, output(document, role)) };
  });
  await saveAll([...filesIn(folder, reportFormats, [{ name: id, document }]), ...printed]);
}

/** What a program has printed in the run, or in all deaths of a story, as it came. */
function output({ runs }: RunDocument, role: Role): string {
  return runs
    .filter(({ death }, i) => i === 0 || death !== undefined)
    .flatMap(({ observations }) => printedBy(observations, role))
    .map(({ text }) => text)
    .join("");
}
