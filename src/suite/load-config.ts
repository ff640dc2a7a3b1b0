// From `--config FILE`, or a working directory, to the checked configuration.

import { dirname, resolve } from "node:path";
import { failure } from "../failure.ts";
import { readStory } from "../story/load-story.ts";
import type { Story } from "../story/story.ts";
import { checkConfig } from "./check-config.ts";
import { refuseUnfitting } from "./fitting-cases.ts";
import type { SuiteConfig } from "./config.ts";
import { inSource } from "../input-file/in-source.ts";
import { type FileKind, readSource } from "../input-file/read-source.ts";
import { findConfig } from "./find-config.ts";

export interface LoadedConfig {
  readonly config: SuiteConfig;
  /** Absolute. */
  readonly file: string;
  /** As it is shown: relative to the working directory. */
  readonly shown: string;
  /** What its paths are relative to. */
  readonly directory: string;
  readonly stories: Stories;
}

/** Throws a Failure (2) if there is none, if it cannot be loaded, or for what is wrong with it. */
export async function loadConfig(named?: string, workingDirectory: string = "."): Promise<LoadedConfig> {
  if (named === "") throw failure(2, "--config has no file name.", "Name one, or leave it out.");
  const file = findConfig(named, resolve(workingDirectory));
  const source = await readSource(file, resolve(workingDirectory), CONFIGURATION);
  const { given, shown } = source;
  const config = checkConfig(given, source);
  const directory = dirname(file);
  const stories = await readStories(config.stories, directory, resolve(workingDirectory));
  inSource(source, () => refuseUnfitting(config, [...stories.keys()]));
  return { config, file, shown, directory, stories };
}

/** The stories of a configuration, by their names: those in files have been read. */
export type Stories = ReadonlyMap<string, Story>;

async function readStories(
  stories: SuiteConfig["stories"] = {},
  directory: string,
  workingDirectory: string,
): Promise<Stories> {
  const remedy = "Correct its name in `stories` of the configuration.";
  const all = new Map<string, Story>();
  for (const [name, given] of Object.entries(stories)) {
    const { story: file, steps = [] } = typeof given === "string" ? { story: given } : given;
    const story =
      file === undefined ? { steps } : await readStory(resolve(directory, file), workingDirectory, remedy);
    all.set(name, story);
  }
  return all;
}

const CONFIGURATION: FileKind = {
  what: "a configuration",
  define: "defineConfig",
  remedy: "Name another with --config FILE.",
};
