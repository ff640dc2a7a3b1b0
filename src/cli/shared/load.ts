// Reads saved documents for the commands that judge or render them.

import { readFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import { failure } from "../../failure.ts";
import { readDocument, readUnjudged } from "../../run/read-document.ts";
import type { Read } from "../../timeline/document.ts";
import type { RunDocument } from "../../timeline/record.ts";

/** @param file a path; `-` is standard input */
export async function loadDocument(file: string): Promise<RunDocument> {
  return use(file, readDocument(await readText(file)));
}

/** A document whose verdict is to be derived again: the one in it does not matter. */
export async function loadUnjudged(file: string): Promise<RunDocument> {
  return use(file, readUnjudged(await readText(file)));
}

function use(file: string, read: Read): RunDocument {
  if ("problem" in read) throw failure(2, `${file} ${read.problem}.`, read.remedy);
  return read.document;
}

async function readText(file: string): Promise<string> {
  try {
    return file === "-" ? await readAll(process.stdin) : await readFile(file, "utf8");
  } catch (error) {
    throw failure(
      2,
      `Cannot read ${file}: ${(error as Error).message}.`,
      "Check its name and its permissions.",
    );
  }
}
