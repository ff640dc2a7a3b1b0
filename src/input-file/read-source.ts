// Reads a file that says what is to be run, a configuration or a story: in TypeScript or JavaScript, which is run, or in
// YAML or JSON. What is in it is not checked here.

import { readFile } from "node:fs/promises";
import { extname, relative } from "node:path";
import { failure } from "../failure.ts";
import type { ConfigSource, ReadConfig } from "./place.ts";

/** Extensions that such a file can have. */
export const configExtensions: readonly string[] = ["ts", "mts", "js", "mjs", "json", "yaml", "yml"];

/** A path as it is shown: relative to the working directory. */
export function show(file: string, directory: string): string {
  return relative(directory, file) || file;
}

/** What a file is, for what is said about it. */
export interface FileKind {
  /** `a configuration` */
  readonly what: string;
  /** What a script exports: `defineConfig` */
  readonly define: string;
  /** Where another could be named. */
  readonly remedy: string;
}

/** What a file contains, unchecked, with its name as it is shown. Throws a Failure (2) if it cannot be loaded. */
export async function readSource(
  file: string,
  workingDirectory: string,
  kind: FileKind,
): Promise<ReadConfig & ConfigSource> {
  const shown = show(file, workingDirectory);
  const read = readerOf(file, shown, kind);
  return { ...(await read(await readText(file, shown, kind))), file, shown };
}

/** Only what the file needs is loaded. */
function readerOf(
  file: string,
  shown: string,
  { what, define }: FileKind,
): (text: string) => Promise<ReadConfig> {
  const extension = extname(file).slice(1);
  if (!configExtensions.includes(extension))
    throw failure(
      2,
      `${shown} is not ${what} by its name.`,
      `It ends in ${configExtensions.map((each) => `.${each}`).join(", ")}.`,
    );
  return ["json", "yaml", "yml"].includes(extension)
    ? async (text) => (await import("./read-data.ts")).readData(text, shown)
    : async (text) => (await import("./read-script.ts")).readScript(text, file, { shown, define });
}

async function readText(file: string, shown: string, { remedy }: FileKind): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "it is not there" : code === "EISDIR" ? "it is a directory" : message;
    throw failure(2, `Cannot read ${shown}: ${why}.`, remedy);
  }
}
