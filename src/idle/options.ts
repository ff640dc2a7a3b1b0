// What can be asked of `measureIdle`, and its checks. The options of the programs are those of a run.

import { faultNames, faults, NO_FAULT } from "../fault/index.ts";
import { checkRunOptions } from "../run/check-options.ts";
import {
  type Checks,
  HOUR_MS,
  type Spelling,
  asObject,
  checkEach,
  usageError,
  wholeNumber,
} from "../run/option-checks.ts";
import {
  DEFAULTS,
  type ExperimentOptions,
  type LimitOptions,
  type ProgramOptions,
  type RunOptions,
} from "../run/options.ts";
import type { RunRequest } from "../run/request.ts";

export const DEFAULT_IDLE_MS = 10_000;
const LEAST_IDLE_MS = 100;

export interface IdleOptions
  extends
    Omit<ProgramOptions, "upstream">,
    Pick<
      ExperimentOptions,
      | "exchange"
      | "afterwards"
      | "count"
      | "doneWhen"
      | "missing"
      | "meansDone"
      | "meansFailed"
      | "connection"
      | "control"
      | "controls"
      | "expectVerdict"
    >,
    Pick<LimitOptions, "port" | "startMs" | "limitMs" | "sysctl" | "signal"> {
  /** How long the connection is left idle, 100 to 3,600,000 ms. Default: 10,000. */
  readonly upToMs?: number;
}

const ownChecks: Checks<Pick<IdleOptions, "upToMs">> = {
  upToMs: wholeNumber(LEAST_IDLE_MS, HOUR_MS, DEFAULT_IDLE_MS),
};

/** Options of a run that are not the user's here. */
const CHOSEN: readonly string[] = [
  "scenario",
  "fault",
  "watchMs",
  "network",
  "comeBackMs",
  "comeBackAs",
  "thenServer",
  "through",
  "faultCommand",
  "kill",
  "without",
  "upstream",
];

export interface IdleRequest {
  readonly upToMs: number;
  /** Nothing is said after the connection was idle: then nothing can cross. */
  readonly saysNothing: boolean;
  /** Of the run that leaves the connection idle. */
  readonly idle: RunRequest;
  /** Of the run in which a request meets the server's FIN. @param closesMs when the server closes */
  readonly crossing: (closesMs: number) => RunRequest;
}

/** Throws a Failure (2) for whatever is wrong with the options. */
export function checkIdle(given: object, spelling: Spelling = asObject): IdleRequest {
  const { upToMs: wanted, ...ofRun } = given as IdleOptions;
  const { upToMs = DEFAULT_IDLE_MS } = checkEach<Pick<IdleOptions, "upToMs">>(
    "measureIdle",
    { upToMs: wanted },
    ownChecks,
    spelling,
  );
  const refused = CHOSEN.find((name) => (ofRun as Record<string, unknown>)[name] !== undefined);
  if (refused !== undefined)
    throw usageError(`${spelling.option(refused)} is chosen by deadpeer.`, "Leave it out.");
  const check = (options: RunOptions): RunRequest =>
    checkRunOptions(
      { ...ofRun, control: ofRun.control ?? "at-once", scenario: "experiment", ...options },
      spelling,
    );
  const idle = check({ fault: NO_FAULT, watchMs: upToMs });
  const { limitMs = DEFAULTS.limitMs } = idle;
  return {
    upToMs,
    idle,
    saysNothing: !idle.custom.afterwards.some((step) => "say" in step),
    crossing: (closesMs) =>
      check({
        fault: `${ownDoing()}@crossing`,
        // In the control the server must not close during the silence.
        watchMs: Math.min(DEFAULTS.watchMs, Math.floor(closesMs / 4)),
        limitMs: Math.min(HOUR_MS, Math.ceil(closesMs) + limitMs),
      }),
  };
}

function ownDoing(): (typeof faultNames)[number] {
  const found = faultNames.find((name) => faults[name].isOwnDoing);
  if (found === undefined) throw new Error("no fault is the server's own doing");
  return found;
}
