// From `--config FILE`, or a working directory, to the checked configuration.

import { readFile } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import { failure } from "../failure.ts";
import { checkConfig } from "./check-config.ts";
import type { SuiteConfig } from "./config.ts";
import type { ReadConfig } from "./config-place.ts";
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
  const shown = show(file, resolve(workingDirectory));
  const read = readerOf(file, shown);
  const { given, lineOf } = await read(await readText(file, shown), file, shown);
  return { config: checkConfig(given, { file, shown, lineOf }), file, shown, directory: dirname(file) };
}

type ReadFile = (text: string, file: string, shown: string) => Promise<ReadConfig>;

/** Only what the file needs is loaded. */
function readerOf(file: string, shown: string): ReadFile {
  const extension = extname(file).slice(1);
  if (!configExtensions.includes(extension))
    throw failure(
      2,
      `${shown} is not a configuration by its name.`,
      `It ends in ${configExtensions.map((each) => `.${each}`).join(", ")}.`,
    );
  return ["json", "yaml", "yml"].includes(extension)
    ? async (text, _, name) => (await import("./read-data.ts")).readData(text, name)
    : async (...given) => (await import("./read-script.ts")).readScript(...given);
}

async function readText(file: string, shown: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "it is not there" : code === "EISDIR" ? "it is a directory" : message;
    throw failure(2, `Cannot read ${shown}: ${why}.`, "Name another with --config FILE.");
  }
}
