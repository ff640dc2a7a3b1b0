// Where a run is kept.

import { accessSync, constants, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { failure } from "../scenario/failure.ts";
import type { RunDocument } from "../timeline/record.ts";

/** Makes the directory before anything runs, so that a run is not lost to a directory that cannot be written. */
export function prepareDirectory(directory: string): string {
  try {
    mkdirSync(directory);
    return directory;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST" && isWritableDirectory(directory))
      return directory;
    throw failure(
      2,
      `Cannot write to ${directory}: ${(error as Error).message}.`,
      "Give another place with --out DIR.",
    );
  }
}

function isWritableDirectory(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Answers the file's path. */
export function saveDocument(directory: string, document: RunDocument): string {
  const file = join(directory, "run.json");
  write(file, document, "Give another place with --out DIR.");
  return file;
}

/** `-` is standard output. */
export function saveJson(file: string, document: RunDocument): void {
  if (file === "-") process.stdout.write(`${JSON.stringify(document)}\n`);
  else write(file, document, "Give another file with --json FILE.");
}

function write(file: string, document: RunDocument, remedy: string): void {
  try {
    writeFileSync(file, `${JSON.stringify(document)}\n`);
  } catch (error) {
    throw failure(2, `Cannot write ${file}: ${(error as Error).message}.`, remedy);
  }
}
