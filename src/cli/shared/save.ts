// Where a run is kept.

import { accessSync, constants, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderPage } from "../../report/html/page.ts";
import { renderCapture } from "../../report/pcapng/capture.ts";
import { failure } from "../../failure.ts";
import type { RunDocument } from "../../timeline/record.ts";

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

/** The document, the page drawn from it, and its capture. Returns a line that says where the page is. */
export async function saveReport(directory: string, document: RunDocument): Promise<string> {
  const place = (name: string): string => join(directory, name);
  writeJson(place("run.json"), document, otherPlace);
  saveFile(place("capture.pcapng"), renderCapture([document]), otherPlace);
  saveFile(place("index.html"), await renderPage([{ document, name: "run.json" }]), otherPlace);
  return `Report: ${place("index.html")} (beside it run.json and capture.pcapng)`;
}

const otherPlace = "Give another place with --out DIR.";

/** `-` is standard output. */
export function saveJson(file: string, document: RunDocument): void {
  if (file === "-") process.stdout.write(`${JSON.stringify(document)}\n`);
  else writeJson(file, document, "Give another file with --json FILE.");
}

function writeJson(file: string, document: RunDocument, remedy: string): void {
  saveFile(file, `${JSON.stringify(document)}\n`, remedy);
}

/** Throws with the remedy where it cannot be written. */
export function saveFile(file: string, content: string | Uint8Array, remedy: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw failure(2, `Cannot write ${file}: ${(error as Error).message}.`, remedy);
  }
}
