// What can be asked of `measureTolerance`, and its checks. The options of the programs are those of a run.

import { availableParallelism } from "node:os";
import { type FaultName, faultNames, faults } from "../fault/index.ts";
import { checkRunOptions } from "../run/check-options.ts";
import {
  type Checks,
  HOUR_MS,
  type Spelling,
  asObject,
  callback,
  checkEach,
  listOf,
  oneOf,
  usageError,
  wholeNumber,
} from "../run/option-checks.ts";
import type { ExperimentOptions, LimitOptions, ProgramOptions, RunOptions } from "../run/options.ts";
import type { RunRequest } from "../run/request.ts";
import type { Noticing, Try } from "./result.ts";

/** Faults that last for a time, and are then over. */
export const lastingFaults: readonly FaultName[] = faultNames.filter(
  (name) => faults[name].amount?.letters === "MS",
);
/** Faults after which the connection is of no use any more, done to a client that is connected and waits. */
export const deaths: readonly FaultName[] = faultNames.filter((name) => {
  const { expects, isControl, isOwnDoing, needsCommand, beforeConnection, makesOwnMoment } = faults[name];
  const isNoDeath = expects.lives || isControl || isOwnDoing || needsCommand;
  return !isNoDeath && !beforeConnection && !makesOwnMoment;
});

/** Several for each processor: a run waits most of the time. */
export const DEFAULT_AT_ONCE: number = Math.min(16, 3 * availableParallelism());
export const DEFAULT_UP_TO_MS = 10_000;
const LEAST_UP_TO_MS = 100;

/** The options that a run does not have. */
export interface ToleranceSearch {
  /**
   * The longest fault that is tried, and how long a death is watched with nothing said: 100 to 3,600,000 ms. Default:
   * 10,000.
   */
  readonly upToMs?: number;
  /** Faults that last for a time. Default: `stall` and `outage`. */
  readonly lasting?: readonly FaultName[];
  /** Default: each that ends the server, or its host. */
  readonly deaths?: readonly FaultName[];
  /** How many runs are under way at the same time, 1 to 64. Default: three for each processor, 16 at most. */
  readonly atOnce?: number;
  /** Called with each result as it comes. */
  readonly tried?: (news: Try | Noticing) => void;
}

export interface ToleranceOptions
  extends
    ToleranceSearch,
    ProgramOptions,
    Omit<
      ExperimentOptions,
      | "comeBackMs"
      | "comeBackAs"
      | "thenServer"
      | "through"
      | "faultCommand"
      | "expectVerdict"
      | "doneWhen"
      | "meansDone"
      | "meansFailed"
    >,
    Pick<LimitOptions, "port" | "startMs" | "limitMs" | "sysctl" | "signal"> {}

const searchChecks: Checks<ToleranceSearch> = {
  upToMs: wholeNumber(LEAST_UP_TO_MS, HOUR_MS, DEFAULT_UP_TO_MS),
  lasting: listOf(oneOf(lastingFaults, "fault that lasts for a time")),
  deaths: listOf(oneOf(deaths, "death")),
  atOnce: wholeNumber(1, 64, DEFAULT_AT_ONCE),
  tried: callback(),
};

/** For the documentation's test. */
export const searchOptionNames: readonly string[] = Object.keys(searchChecks);

/** Options of a run that are not the user's here. */
const CHOSEN: ReadonlySet<string> = new Set([
  "scenario",
  "fault",
  "watchMs",
  "network",
  "expectVerdict",
  "comeBackMs",
  "comeBackAs",
  "thenServer",
  "through",
  "faultCommand",
  "without",
]);

/** What a client believes is not measured: they would have no effect. */
const OF_BELIEF: ReadonlySet<string> = new Set(["doneWhen", "meansDone", "meansFailed"]);

export interface Search {
  readonly upToMs: number;
  readonly lasting: readonly FaultName[];
  readonly deaths: readonly FaultName[];
  readonly atOnce: number;
  readonly tried: (news: Try | Noticing) => void;
  /** Something is said to the client. */
  readonly isAsked: boolean;
  /** The request of a run with this fault. */
  readonly requestOf: (fault: FaultName, ms?: number) => RunRequest;
}

/** Throws a Failure (2) for whatever is wrong with the options. */
export function checkSearch(given: object, spelling: Spelling = asObject): Search {
  const entries = Object.entries(given);
  const own = entries.filter(([name]) => Object.hasOwn(searchChecks, name));
  const ofRun = entries.filter(([name]) => !Object.hasOwn(searchChecks, name));
  refuse(ofRun, spelling);
  const options = checkEach<ToleranceSearch>(
    "measureTolerance",
    Object.fromEntries(own),
    searchChecks,
    spelling,
  );
  const { upToMs = DEFAULT_UP_TO_MS, atOnce = DEFAULT_AT_ONCE, tried = () => undefined } = options;
  const byDefault = lastingFaults.filter((name) => faults[name].isInDefaultTolerance);
  const search: Omit<Search, "isAsked"> = {
    upToMs,
    lasting: [...new Set(options.lasting ?? byDefault)],
    deaths: [...new Set(options.deaths ?? deaths)],
    atOnce,
    tried,
    requestOf: (fault, ms) => requestOf(Object.fromEntries(ofRun), spelling, upToMs, fault, ms),
  };
  const requests = [
    ...search.lasting.map((fault) => search.requestOf(fault, upToMs)),
    ...search.deaths.map((fault) => search.requestOf(fault)),
  ];
  const [first] = requests;
  if (first === undefined)
    throw usageError(
      "Nothing is to be measured.",
      `Leave out ${spelling.option("lasting")}, or ${spelling.option("deaths")}.`,
    );
  return { ...search, isAsked: first.custom.afterwards.some((step) => "say" in step) };
}

function refuse(ofRun: readonly (readonly [string, unknown])[], spelling: Spelling): void {
  const given = ofRun.flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const chosen = given.find((name) => CHOSEN.has(name));
  if (chosen !== undefined)
    throw usageError(`${spelling.option(chosen)} is chosen for each run.`, "Leave it out.");
  const ofBelief = given.find((name) => OF_BELIEF.has(name));
  if (ofBelief !== undefined)
    throw usageError(
      `${spelling.option(ofBelief)} says what a client believes, which is not measured here.`,
      "Leave it out.",
    );
}

function requestOf(
  ofRun: RunOptions,
  spelling: Spelling,
  upToMs: number,
  fault: FaultName,
  ms?: number,
): RunRequest {
  const options = {
    ...ofRun,
    control: ofRun.control ?? "at-once",
    scenario: "experiment",
    fault: ms === undefined ? fault : `${fault}:${ms}`,
    expectVerdict: "none",
    ...(ms === undefined && { watchMs: upToMs }),
  };
  return checkRunOptions(options, spelling);
}
