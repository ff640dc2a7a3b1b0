// What can be asked of `measureThrough`, and its checks. The options of the programs are those of a run.

import { type FaultName, NO_FAULT, faultNames, faults } from "../fault/index.ts";
import { type Sent, namesOf, sentWords } from "../timeline/words.ts";
import { checkRunOptions } from "./check-options.ts";
import type { Through } from "./measure-through.ts";
import {
  type Checks,
  type Spelling,
  asObject,
  callback,
  checkEach,
  listOf,
  oneOf,
  text,
  usageError,
} from "./option-checks.ts";
import type { ExperimentOptions, LimitOptions, ProgramOptions, RunOptions } from "./options.ts";
import type { RunRequest } from "./request.ts";

export const endingNames: readonly Sent[] = namesOf(sentWords);

/** By which fault an ending is made: half a close is no death, and has steps of its own. */
function makerOf(ending: Sent): FaultName {
  return faultNames.find((name) => faults[name].makesForProxies === ending) ?? NO_FAULT;
}

/** A proxy may wait a little before it closes the other half, too: socat(1) half a second. */
export const THROUGH_WATCH_MS = 1000;

export interface ThroughOwnOptions {
  /** Shell command of the proxy: it listens on $HOST and $PORT, and connects to $SERVER_HOST and $SERVER_PORT. */
  readonly through: string;
  /** Which endings. Default: all of them. */
  readonly endings?: readonly Sent[];
  /** Called with each result as it comes. */
  readonly measured?: (result: Through) => void;
}

export interface ThroughOptions
  extends
    ThroughOwnOptions,
    Omit<ProgramOptions, "upstream">,
    Pick<ExperimentOptions, "exchange" | "afterwards" | "count" | "control" | "controls">,
    Pick<LimitOptions, "port" | "watchMs" | "startMs" | "limitMs" | "sysctl" | "signal"> {}

const ownChecks: Checks<ThroughOwnOptions> = {
  through: text,
  endings: listOf(oneOf(endingNames, "ending")),
  measured: callback(),
};

/** For the documentation's test. */
export const throughOptionNames: readonly string[] = Object.keys(ownChecks);

/** Options of a run that are not the user's here. */
const CHOSEN: readonly string[] = [
  "scenario",
  "fault",
  "network",
  "without",
  "kill",
  "connection",
  "upstream",
  "expectVerdict",
  "comeBackMs",
  "comeBackAs",
  "thenServer",
  "faultCommand",
  "doneWhen",
  "missing",
  "meansDone",
  "meansFailed",
];

export interface ThroughRequest extends Pick<ThroughOwnOptions, "measured"> {
  readonly endings: readonly Sent[];
  readonly requestOf: (ending: Sent) => RunRequest;
}

/** Throws a Failure (2) for whatever is wrong with the options. */
export function checkThrough(given: object, spelling: Spelling = asObject): ThroughRequest {
  const { through, endings, measured, ...ofRun } = given as ThroughOptions;
  const own = checkEach<ThroughOwnOptions>(
    "measureThrough",
    { through, endings, measured },
    ownChecks,
    spelling,
  );
  if (own.through === undefined)
    throw usageError("There is no proxy.", `Add ${spelling.option("through")}: its command.`);
  const refused = CHOSEN.find((name) => (ofRun as Record<string, unknown>)[name] !== undefined);
  if (refused !== undefined)
    throw usageError(`${spelling.option(refused)} is chosen by deadpeer.`, "Leave it out.");
  const requestOf = (ending: Sent): RunRequest => {
    const options: RunOptions = {
      control: "at-once",
      watchMs: THROUGH_WATCH_MS,
      ...withoutUndefined(ofRun),
      scenario: "experiment",
      through: own.through as string,
      fault: makerOf(ending),
    };
    return checkRunOptions(options, spelling);
  };
  const wanted = [...new Set(own.endings ?? endingNames)];
  if (wanted.length === 0) throw usageError(`${spelling.option("endings")} is empty.`, "Leave it out.");
  for (const ending of wanted) requestOf(ending);
  return { endings: wanted, requestOf, ...(own.measured && { measured: own.measured }) };
}

/** What is not given has its default. */
function withoutUndefined(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
