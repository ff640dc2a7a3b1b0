// From `--config FILE`, or a working directory, to the checked configuration.

import { readFile } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import { failure } from "../failure.ts";
import { checkConfig } from "./check-config.ts";
import type { SuiteConfig } from "./config.ts";
import type { ConfigSource, ReadConfig } from "./config-place.ts";
import { configExtensions, findConfig, show } from "./find-config.ts";

export interface LoadedConfig {
  readonly config: SuiteConfig;
  /** Absolute. */
  readonly file: string;
  /** As it is shown: relative to the working directory. */
  readonly shown: string;
  /** What its paths are relative to. */
  readonly directory: string;
}

/** Throws a Failure (2) if there is none, if it cannot be loaded, or for what is wrong with it. */
export async function loadConfig(named?: string, workingDirectory: string = "."): Promise<LoadedConfig> {
  if (named === "") throw failure(2, "--config has no file name.", "Name one, or leave it out.");
  const file = findConfig(named, resolve(workingDirectory));
  const source = await readSource(file, resolve(workingDirectory), CONFIGURATION);
  const { given, shown } = source;
  return { config: checkConfig(given, source), file, shown, directory: dirname(file) };
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

const CONFIGURATION: FileKind = {
  what: "a configuration",
  define: "defineConfig",
  remedy: "Name another with --config FILE.",
};

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
