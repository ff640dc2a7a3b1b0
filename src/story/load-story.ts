// From a story's file, or the same as an object, to a request that can be run. Whatever is wrong with it is a Failure (2),
// with file and line.

import { dirname, resolve } from "node:path";
import { checkRunOptions } from "../run/check-options.ts";
import { refuse } from "../run/option-checks.ts";
import { DEFAULTS, type RunOptions } from "../run/options.ts";
import type { DeathRequest, RunRequest } from "../run/request.ts";
import { inSource } from "../input-file/in-source.ts";
import { type ConfigSource, under } from "../input-file/place.ts";
import { type FileKind, readSource } from "../input-file/read-source.ts";
import { type Chapter, chaptersOf, exchangeOf } from "./chapters.ts";
import { performedSteps } from "./performed-steps.ts";
import { inStory, storyChecks, top } from "./story-checks.ts";
import { refuseStory } from "./story-contradictions.ts";
import type { Story } from "./story.ts";

const A_STORY: FileKind = {
  what: "a story",
  define: "defineStory",
  remedy: "Name the file of a story, or a section (`deadpeer list`).",
};

/**
 * The story in a file, for programs that are chosen elsewhere. Its steps are checked, each by itself and against one
 * another.
 *
 * @param remedy where its name can be corrected
 */
export async function readStory(file: string, workingDirectory: string, remedy: string): Promise<Story> {
  const source = await readSource(file, workingDirectory, { ...A_STORY, remedy });
  return inSource(source, () => {
    const story = storyOf(source.given, dirname(source.file));
    refuseSteps(story.steps);
    return story;
  });
}

/** Throws a Failure (2), under the keys of its step, for steps that contradict one another whatever they are run with. */
export function refuseSteps(steps: Story["steps"]): void {
  refuseStory(steps, chaptersOf(steps), "later");
}

export async function loadStory(named: string, workingDirectory: string = "."): Promise<RunRequest> {
  const directory = resolve(workingDirectory);
  const source = await readSource(resolve(directory, named), directory, A_STORY);
  return checkStory(source.given, source);
}

/** Throws a Failure (2) for the first mistake that is found. */
export function checkStory(given: unknown, source: ConfigSource): RunRequest {
  return inSource(source, () => requestOf(given, dirname(source.file)));
}

/** @param folder what its paths are relative to */
export function requestOf(given: unknown, folder: string): RunRequest {
  return requestOfStory(storyOf(given, folder), folder);
}

function storyOf(given: unknown, folder: string): Story {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return refuse(top, "an object", given);
  const { steps = [], ...programs } = storyChecks(folder)(given, top);
  return { ...programs, steps };
}

/** Of a story whose keys have been checked. */
export function requestOfStory(story: Story, folder: string): RunRequest {
  const { steps } = story;
  const chapters = chaptersOf(steps);
  refuseStory(steps, chapters, story.count === undefined ? "missing" : "given");
  const requests = chapters.map((chapter) =>
    under("steps", () =>
      under(chapter.fault.at, () => checkRunOptions(optionsOf(story, chapter, folder), inStory)),
    ),
  );
  const [first] = requests;
  if (first === undefined) throw new Error("a story without a fault");
  const { watchMs = DEFAULTS.watchMs } = story;
  return { ...first, story: { steps: performedSteps(chapters, watchMs), deaths: requests.map(deathOf) } };
}

function deathOf({ fault, amount, moment, custom, expected }: RunRequest): DeathRequest {
  return {
    ...(fault && { fault }),
    ...(amount !== undefined && { amount }),
    moment,
    custom,
    ...(expected !== undefined && { expected }),
  };
}

/** A death by itself: what a run with that fault alone would be told. */
function optionsOf(story: Story, { fault, before, after }: Chapter, folder: string): RunOptions {
  const { steps: _, ...programs } = story;
  const { command, ...asked } = fault.step;
  const steps = after.map(({ step }) => step);
  const back = steps.find((step) => typeof step === "object" && "comeBack" in step);
  const another = steps.find((step) => typeof step === "object" && "thenServer" in step);
  return {
    ...(programs.server !== undefined && { serverCwd: folder }),
    ...(programs.client !== undefined && { clientCwd: folder }),
    ...programs,
    ...asked,
    ...(command !== undefined && { faultCommand: command }),
    ...(typeof back === "object" && "comeBack" in back && { comeBackMs: back.comeBack }),
    ...(typeof another === "object" && "thenServer" in another && { thenServer: another.thenServer }),
    exchange: exchangeOf(before),
    afterwards: exchangeOf(after),
    scenario: "experiment",
  };
}
