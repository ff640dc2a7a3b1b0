// What a story file says: the programs, and step by step what is said, what is done to the server, and what is waited for.

import type { RefusalName } from "../fault/index.ts";
import type { AwaitedState } from "../inside/story-steps.ts";
import type { FaultChoice } from "../run/fault-option.ts";
import type { ExchangeInput, ExperimentOptions, LimitOptions, ProgramOptions } from "../run/options.ts";

/** A fault, and what is expected of the client after it. */
export interface StoryFault {
  /** As `--fault` has it: `kill`, `outage:800`, `reset@mid-reply:5`, or `command` with its `command`. */
  readonly fault: FaultChoice;
  /** The shell command that is the fault: `redis-cli -p $PORT CLIENT KILL TYPE normal`. */
  readonly command?: string;
  /** Whom it is for: the process that owns the connection (default), or the whole server. */
  readonly kill?: "owner" | "tree";
  /** Which connection of a client that has several. Default: `first`. */
  readonly connection?: "first" | "newest" | "all";
  /** What meets those who connect from now on. Default: they are served. */
  readonly comeBackAs?: RefusalName;
  /** Of the verdict on this death, as `--expect-verdict`. Default: what a reasonable client does. */
  readonly expectVerdict?: string;
}

/** What is waited for: a state, or something that is printed from now on. */
export type StoryUntil =
  | AwaitedState
  | {
      readonly printed: string | RegExp;
      /** Default: `client`. */
      readonly by?: "client" | "server";
    };

/** One step. Text between slashes is a regular expression, as on the command line. */
export type StoryInput =
  | ExchangeInput
  | StoryFault
  /** The end of a fault that lasts for a time, once that is over. Default: before the first `expect` after it. */
  | "heal"
  | { readonly heal: true }
  /** The server is started again, so many milliseconds from now (default: 100). */
  | "comeBack"
  | { readonly comeBack: number }
  /** Another server takes the address. */
  | { readonly thenServer: string }
  /** Nothing is said for so many milliseconds. Default: after each fault that does not last, for `watchMs`. */
  | { readonly watch: number }
  /** Until that is observed. */
  | { readonly until: StoryUntil }
  /** Until the server has taken so many more than in the beginning, by the story's `count`. */
  | { readonly count: number };

/** Directories are relative to the story's file, and default to its own. */
export interface Story
  extends
    ProgramOptions,
    Pick<
      ExperimentOptions,
      "count" | "doneWhen" | "missing" | "meansDone" | "meansFailed" | "control" | "controls"
    >,
    Omit<LimitOptions, "signal"> {
  readonly steps: readonly StoryInput[];
}

/** Returns the story as it is: for an editor, which then knows its type. */
export function defineStory(story: Story): Story {
  return story;
}
