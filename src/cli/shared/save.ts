// Saves runs. A file that cannot be written does not prevent the others from being written.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { renderJUnit } from "../../report/junit.ts";
import { PAGE_MARK, type PageSource, renderPage } from "../../report/html/page.ts";
import { mergeDocuments } from "../../report/merge.ts";
import { renderCapture } from "../../report/pcapng/capture.ts";
import { toJson } from "../../report/sanitize.ts";
import { failure } from "../../failure.ts";
import type { RunDocument } from "../../timeline/record.ts";
import { type ChosenFile, type OwnFile, OTHER_PLACE } from "./places.ts";
import { replaceFile, writeToStream } from "./write-file.ts";

/** At least one. */
export type Sources = readonly [PageSource, ...PageSource[]];

export interface FileFormat extends OwnFile {
  readonly render: (sources: Sources) => Promise<string | Uint8Array>;
}

/** The formats that are written to a file. */
export const fileFormats = {
  json: {
    name: "run.json",
    mark: '"tool":{"name":"deadpeer"',
    render: async (sources) => renderJson(mergeDocuments(documentsOf(sources))),
  } as FileFormat,
  pcapng: {
    name: "capture.pcapng",
    mark: "deadpeer ",
    render: async (sources) => renderCapture(documentsOf(sources)),
  } as FileFormat,
  html: { name: "index.html", mark: PAGE_MARK, render: renderPage } as FileFormat,
  junit: {
    name: "junit.xml",
    mark: '<testsuites name="deadpeer"',
    render: async (sources) => renderJUnit(documentsOf(sources)),
  } as FileFormat,
} as const;

/** What a run writes; the page last, since it is the largest. */
export const reportFormats: readonly FileFormat[] = [fileFormats.json, fileFormats.pcapng, fileFormats.html];

export function documentsOf([first, ...others]: Sources): readonly [RunDocument, ...RunDocument[]] {
  return [first.document, ...others.map(({ document }) => document)];
}

/** The same for printing and saving. */
export function renderJson(document: RunDocument): string {
  return `${toJson(document)}\n`;
}

/** A file to write. */
export interface ToSave {
  readonly path: string;
  readonly write: () => Promise<void> | void;
}

/** The files of these formats in a directory, which is made again if it has been removed. */
export function filesIn(directory: string, formats: readonly FileFormat[], sources: Sources): ToSave[] {
  return formats.map(({ name, render }) => {
    const path = join(directory, name);
    const write = async (): Promise<void> => {
      const content = await render(sources);
      // By its whole path: where the working directory is gone, Node tries for ever to make a relative one.
      const whole = resolve(directory);
      mkdirSync(whole, { recursive: true });
      replaceFile(join(whole, name), content);
    };
    return { path, write };
  });
}

/** The document in a file that the user has chosen; `undefined` is standard output. */
export function jsonFile(file: ChosenFile | undefined, document: RunDocument): ToSave {
  const text = (): string => renderJson(document);
  if (file === undefined) return { path: "standard output", write: () => void process.stdout.write(text()) };
  const { path, isStream } = file;
  return { path, write: () => (isStream ? writeToStream(path, text()) : replaceFile(path, text())) };
}

/** Writes all of them. Throws a Failure that names those that could not be written, and those that were. */
export async function saveAll(files: readonly ToSave[], saved?: (path: string) => void): Promise<void> {
  const done: string[] = [];
  const problems: string[] = [];
  for (const { path, write } of files) {
    try {
      await write();
      done.push(path);
      saved?.(path);
    } catch (error) {
      problems.push(`${path}: ${(error as Error).message}`);
    }
  }
  if (problems.length === 0) return;
  const rest = done.length === 0 ? "Nothing was saved" : `Saved: ${done.join(", ")}`;
  throw failure(2, `Cannot write ${problems.join("; ")}. ${rest}.`, OTHER_PLACE);
}
