// Saved documents, read for the commands that judge or draw them again.

import { readFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import { failure } from "../../failure.ts";
import { scenarios } from "../../run/scenarios.ts";
import { readDocument } from "../../timeline/document.ts";
import type { RunDocument } from "../../timeline/record.ts";

/** @param file a path; `-` is standard input */
export async function loadDocument(file: string): Promise<RunDocument> {
  const read = readDocument(await readText(file), [...Object.keys(scenarios), "all"]);
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
      "Check its name, and that you may read it.",
    );
  }
}
