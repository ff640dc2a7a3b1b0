// What each key of a story, and of its steps, may be.

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { refusalNames } from "../fault/index.ts";
import { awaitedStateNames } from "../inside/story-steps.ts";
import {
  type Check,
  type Place,
  type Spelling,
  asObject,
  didYouMean,
  oneOf,
  pattern,
  text,
  usageError,
  wholeNumber,
} from "../run/option-checks.ts";
import { exchangeInput, runChecks } from "../run/option-table.ts";
import { list, options } from "../input-file/checks.ts";
import { parsePattern } from "../timeline/pattern.ts";
import type { Story, StoryFault, StoryInput, StoryUntil } from "./story.ts";

/** A story's options have the names of the library's, and those of its steps their own. */
export const inStory: Spelling = {
  ...asObject,
  option: (name) =>
    stepNames[name] ??
    name.replace(/^fault(?=[A-Z])/, "").replace(/^[A-Z]/, (letter) => letter.toLowerCase()),
  saying: "{ say: TEXT } behind it",
  help: "docs/stories.md",
};

/** What a run calls otherwise; its `faultCommand` is the `command` of a step. */
const stepNames: Readonly<Record<string, string>> = { comeBackMs: "comeBack", exchange: "say" };

/** The outermost place. */
export const top: Place = { option: "the story", spelling: inStory };

/** What a step can be, by the key that says it. */
export const stepWords = [
  "say",
  "expect",
  "also",
  "press",
  "count",
  "until",
  "fault",
  "heal",
  "watch",
  "comeBack",
  "thenServer",
] as const;
type StepWord = (typeof stepWords)[number];

const MOST_COUNTED = 1_000_000;
/** After a fault, if nothing else is said: as `--after come-back`. */
const USUAL_MS = 100;

const fault = options<StoryFault>({
  fault: runChecks.fault,
  command: text,
  kill: runChecks.kill,
  connection: runChecks.connection,
  comeBackAs: oneOf(refusalNames),
  expectVerdict: runChecks.expectVerdict,
});

/** Text between slashes is a regular expression: data files have no other way to say so. */
const slashed: Check<string | RegExp> = (value, place) => {
  const checked = pattern(value, place);
  if (typeof checked !== "string") return checked;
  try {
    const parsed = parsePattern(checked);
    return "text" in parsed ? checked : new RegExp(parsed.regexp, parsed.flags);
  } catch (error) {
    throw usageError(
      `${place.option}: ${(error as Error).message}.`,
      "Write text, or /regular expression/flags.",
    );
  }
};

const printed = options<Extract<StoryUntil, object>>({ printed: slashed, by: oneOf(["client", "server"]) });

const until: Check<StoryUntil> = (value, place) => {
  if (typeof value !== "object" || value === null) return oneOf(awaitedStateNames)(value, place);
  const { printed: wanted, by } = printed(value, place);
  if (wanted === undefined)
    throw usageError(
      `${place.option} does not say what is to be printed.`,
      "For example { printed: READY, by: server }.",
    );
  return { printed: wanted, ...(by && { by }) };
};

const done: Check<true> = (value, place) => {
  if (value === true || value === null) return true; // `- heal:` in YAML
  throw usageError(`${place.option} takes no value.`, "Write heal alone.");
};

const alone = {
  heal: done,
  count: wholeNumber(0, MOST_COUNTED),
  watch: runChecks.watchMs,
  thenServer: text,
  until,
};

/** An object with one key, and for a fault what belongs to it; a word alone for what takes nothing. */
const storyStep: Check<StoryInput> = (value, place) => {
  if (value === "heal") return { heal: true };
  if (value === "comeBack") return { comeBack: USUAL_MS };
  const keys = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const words = keys.filter((key): key is StepWord => (stepWords as readonly string[]).includes(key));
  const [word, other] = words;
  if (word === undefined) throw noSuchStep(keys[0] ?? value, place);
  if (word === "fault" || words.includes("fault")) return asFault(value, place);
  if (other !== undefined || keys.length > 1)
    throw usageError(`${place.option} says more than one thing: ${keys.join(", ")}.`, "Make a step of each.");
  return asStep(word, value as Readonly<Record<string, unknown>>, place);
};

function asStep(
  word: Exclude<StepWord, "fault">,
  value: Readonly<Record<string, unknown>>,
  place: Place,
): StoryInput {
  if (word === "comeBack") {
    const ms = value[word] === null || value[word] === true ? USUAL_MS : value[word];
    return { comeBack: runChecks.comeBackMs(ms, { ...place, option: `${place.option}.comeBack` }) };
  }
  if (word === "expect")
    return { expect: slashed(value[word], { ...place, option: `${place.option}.expect` }) };
  if (word === "say" || word === "also" || word === "press") return exchangeInput(value, place);
  return options(alone)(value, place) as StoryInput;
}

function asFault(value: unknown, place: Place): StoryFault {
  const { fault: name, ...rest } = fault(value, place);
  if (name === undefined) throw usageError(`${place.option} has no fault.`, "For example fault: kill.");
  return { fault: name, ...rest };
}

function noSuchStep(value: unknown, { option, spelling }: Place): Error {
  const remedy =
    typeof value === "string" ? didYouMean(value, stepWords, spelling.help) : `See ${spelling.help}.`;
  return usageError(
    `${option} is no step: it is one of ${stepWords.join(", ")}, not ${spelling.value(value)}.`,
    remedy,
  );
}

/** The steps of a story, wherever they are written. */
export const storySteps: Check<readonly StoryInput[]> = (value, place) =>
  list(storyStep)(value, { ...place, spelling: inStory });

/** Relative to the directory of the story. */
function directoryBelow(base: string): Check<string> {
  return (value, place) => {
    const path = resolve(base, text(value, place));
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
    throw usageError(`${place.option}: ${path} is not a directory.`, "Choose one that exists.");
  };
}

/** @param base the directory of the story's file */
export function storyChecks(base: string): Check<Partial<Story>> {
  const { server, client, upstream, serverOn, clientOn, serverEnv, clientEnv, serverUser, clientUser } =
    runChecks;
  const { count, missing, control, controls, network, port, watchMs, startMs, limitMs, sysctl, without } =
    runChecks;
  return options<Story>(
    {
      server,
      client,
      upstream,
      serverOn,
      clientOn,
      serverCwd: directoryBelow(base),
      clientCwd: directoryBelow(base),
      serverEnv,
      clientEnv,
      serverUser,
      clientUser,
      serverReady: slashed,
      ready: slashed,
      count,
      missing,
      doneWhen: slashed,
      meansDone: slashed,
      meansFailed: slashed,
      control,
      controls,
      network,
      port,
      watchMs,
      startMs,
      limitMs,
      sysctl,
      without,
      steps: storySteps,
    },
    true,
  );
}
