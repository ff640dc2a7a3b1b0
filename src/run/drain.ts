// `deadpeer drain`: a server that is asked to end while it has something to do, and the verdict on it.

import { NO_FAULT } from "../fault/index.ts";
import { MOST_BYTES } from "../fault/moments.ts";
import { layOut } from "../timeline/case.ts";
import type { Observation } from "../timeline/observation.ts";
import type { Statement } from "../timeline/record.ts";
import { judgeRules } from "../verdict/rule.ts";
import { OF_IDLE } from "../drain/rules.ts";
import type { DrainSpec } from "../inside/spec.ts";
import { checkRunOptions } from "./check-options.ts";
import {
  type Checks,
  HOUR_MS,
  type Spelling,
  asObject,
  checkEach,
  text,
  usageError,
  wholeNumber,
} from "./option-checks.ts";
import type { ExperimentOptions, LimitOptions, ProgramOptions } from "./options.ts";
import { performPlan, specOf } from "./plan.ts";
import { requireLinux, requireProc } from "./platform.ts";
import type { RunRequest } from "./request.ts";
import { scenarios } from "./scenarios.ts";

export const DRAIN_DEFAULTS = { idle: 2, upToMs: 10_000 } as const;
const MOST_IDLE = 50;

export interface DrainOwnOptions {
  /** A shell command that asks the server to end; its first process is in $PID. Default: SIGTERM to that process. */
  readonly ask?: string;
  /** How many further clients have an idle connection then, 0 to 50. Default: 2. */
  readonly idle?: number;
  /**
   * So many bytes of the request have arrived when it is asked, and the rest comes afterwards. Default: the whole request.
   */
  readonly midRequest?: number;
  /** How long it may take to answer, and to end, 100 to 3,600,000 ms. Default: 10,000. */
  readonly upToMs?: number;
}

export interface DrainOptions
  extends
    DrainOwnOptions,
    Omit<ProgramOptions, "upstream">,
    Pick<ExperimentOptions, "exchange" | "afterwards" | "count">,
    Pick<LimitOptions, "port" | "startMs" | "sysctl" | "signal"> {}

const ownChecks: Checks<DrainOwnOptions> = {
  ask: text,
  idle: wholeNumber(0, MOST_IDLE, DRAIN_DEFAULTS.idle),
  midRequest: wholeNumber(1, MOST_BYTES),
  upToMs: wholeNumber(100, HOUR_MS, DRAIN_DEFAULTS.upToMs),
};

/** For the documentation's test. */
export const drainOptionNames: readonly string[] = Object.keys(ownChecks);

export interface DrainRequest {
  readonly run: RunRequest;
  readonly drain: DrainSpec;
}

/** Nothing is held against another run, and no client is judged. */
const OF_CLIENTS = [
  "kill",
  "connection",
  "control",
  "controls",
  "doneWhen",
  "missing",
  "meansDone",
  "meansFailed",
];
/** What a run may have, and a drain may not. */
const REFUSED: readonly string[] = [
  "scenario",
  "fault",
  "limitMs",
  "watchMs",
  "network",
  "upstream",
  "without",
  "expectVerdict",
  "comeBackMs",
  "comeBackAs",
  "thenServer",
  "through",
  "faultCommand",
  ...OF_CLIENTS,
];

/** Throws a Failure (2) for whatever is wrong with the options. */
export function checkDrain(given: object, spelling: Spelling = asObject): DrainRequest {
  const { ask, idle, midRequest, upToMs, ...ofRun } = given as DrainOptions;
  const own = checkEach<DrainOwnOptions>(
    "measureDrain",
    { ask, idle, midRequest, upToMs },
    ownChecks,
    spelling,
  );
  const refused = REFUSED.find((name) => (ofRun as Record<string, unknown>)[name] !== undefined);
  if (refused !== undefined)
    throw usageError(
      `${spelling.option(refused)} is not for a server that is asked to end.`,
      "Leave it out.",
    );
  const limitMs = own.upToMs ?? DRAIN_DEFAULTS.upToMs;
  const options = { ...ofRun, scenario: "experiment", fault: NO_FAULT, limitMs };
  const run = checkRunOptions(options, spelling);
  const [first] = run.custom.afterwards;
  if (first === undefined || !("say" in first))
    throw usageError(
      "Nothing is said, so no request is under way when the server is asked to end.",
      `Add ${spelling.saying}: it is said for the second time then.`,
    );
  return {
    run,
    drain: {
      idle: own.idle ?? DRAIN_DEFAULTS.idle,
      ...(own.ask !== undefined && { ask: own.ask }),
      ...(own.midRequest !== undefined && { heldAfter: own.midRequest }),
    },
  };
}

export interface Drained {
  /** One for each part of an orderly end: `holds`, `differs` or `unknown`. */
  readonly statements: readonly Statement[];
  readonly observations: readonly Observation[];
}

/**
 * Asks a server to end while a request is under way and other connections are idle. Rejects as `runScenario` does; a server
 * that does not end in order is no error.
 */
export async function measureDrain(options: DrainOptions): Promise<Drained> {
  requireLinux("measureDrain");
  return await drainServer(checkDrain(options));
}

/** As `measureDrain`, of options that have been checked. */
export async function drainServer({ run, drain }: DrainRequest): Promise<Drained> {
  requireProc();
  const { runs, rules } = scenarios.drain;
  const [plan] = runs;
  if (plan === undefined) throw new Error("no plan for `drain`");
  const spec = { ...specOf("drain", plan, run), custom: run.custom, drain };
  const { evidence, left } = await performPlan(spec, run);
  if (left) throw left;
  const asked = drain.idle > 0 ? rules : rules.filter(({ id }) => id !== OF_IDLE);
  return { statements: judgeRules(asked, layOut(evidence)), observations: evidence.observations };
}
