// What each option of a run may be: one row for each, in the groups that options.ts describes.

import { sectionNames } from "../book/index.ts";
import { keyNames } from "../program/keys.ts";
import { refusalNames } from "../fault/index.ts";
import { networkNames, observerNames } from "../timeline/words.ts";
import { parseExpectations } from "../verdict/expectations.ts";
import type { UnknownWord } from "../verdict/wanted-value.ts";
import { checkFault } from "./fault-option.ts";
import { checkSysctl } from "./sysctl-option.ts";
import {
  type Check,
  type Checks,
  HOUR_MS,
  abortSignal,
  callback,
  didYouMean,
  directory,
  environment,
  endpoint,
  listOf,
  oneOf,
  pattern,
  seeHelp,
  text,
  usageError,
  wholeNumber,
} from "./option-checks.ts";
import { user } from "./user-option.ts";
import {
  DEFAULTS,
  type ExchangeInput,
  type ExperimentOptions,
  type LimitOptions,
  type ManyOptions,
  type ProgramOptions,
  type RunListeners,
  type RunOptions,
  type RunnableName,
} from "./options.ts";

const DAY_MS = 24 * HOUR_MS;
/** Each takes as long as the run. */
const MOST_CONTROLS = 20;

/** What can be asked for by name. */
export const runnableNames: readonly RunnableName[] = [...sectionNames, "experiment", "moment"];

export const exchangeInput: Check<ExchangeInput> = (value, place) => {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const [[name, content] = [], ...others] = entries;
  if (name === "expect" && others.length === 0) return { expect: pattern(content, place) };
  if (name === "say" && others.length === 0 && typeof content === "string") return { say: content }; // also an empty line
  if (name === "also" && others.length === 0) return { also: text(content, place) };
  if (name === "press" && others.length === 0) return { press: oneOf(keyNames, "key")(content, place) };
  throw usageError(
    `${place.option} is none of { say: TEXT }, { expect: PATTERN }, { also: COMMAND } and { press: KEY }.`,
    seeHelp(place.spelling),
  );
};

/** Terms that are expected of a verdict, or `none`. */
export const expectations: Check<string> = (value, place) => {
  const terms = text(value, place);
  try {
    if (terms !== "none") parseExpectations(terms);
    return terms;
  } catch (error) {
    const { message, word = "", known = [] } = error as Partial<UnknownWord>;
    throw usageError(`${place.option}: ${message}.`, didYouMean(word, known, place.spelling.help));
  }
};

const startedOn = oneOf(["terminal", "pipes"]);

const programChecks: Checks<ProgramOptions> = {
  server: text,
  client: text,
  upstream: endpoint("HOST:PORT", "db.example.org:5432 or [2001:db8::1]:5432"),
  serverOn: startedOn,
  clientOn: startedOn,
  serverCwd: directory,
  clientCwd: directory,
  serverEnv: environment,
  clientEnv: environment,
  serverUser: user,
  clientUser: user,
  serverReady: pattern,
  ready: pattern,
};

const experimentChecks: Checks<ExperimentOptions> = {
  exchange: listOf(exchangeInput),
  afterwards: listOf(exchangeInput),
  count: text,
  missing: text,
  faultCommand: text,
  doneWhen: pattern,
  meansDone: pattern,
  meansFailed: pattern,
  kill: oneOf(["owner", "tree"]),
  connection: oneOf(["first", "newest", "all"]),
  comeBackMs: wholeNumber(0, DAY_MS),
  comeBackAs: oneOf(refusalNames),
  thenServer: text,
  through: text,
  control: oneOf(["after", "at-once", "none"]),
  controls: wholeNumber(1, MOST_CONTROLS, 1),
  expectVerdict: expectations,
};

const limitChecks: Checks<LimitOptions> = {
  network: oneOf(networkNames),
  port: wholeNumber(1, 65_535, DEFAULTS.port),
  watchMs: wholeNumber(0, HOUR_MS, DEFAULTS.watchMs),
  startMs: wholeNumber(1, HOUR_MS, DEFAULTS.startMs),
  limitMs: wholeNumber(1, HOUR_MS, DEFAULTS.limitMs),
  sysctl: listOf(checkSysctl),
  without: listOf(oneOf(observerNames, "observer")),
  signal: abortSignal,
};

/** What both kinds of run have. */
type Common = Omit<RunOptions, "scenario" | keyof RunListeners>;
export type CommonOptions = Partial<Common>;

const common: Checks<Common> = {
  fault: checkFault,
  waitOn: oneOf(["terminal", "both"]),
  ...programChecks,
  ...experimentChecks,
  ...limitChecks,
};

export const runChecks: Checks<RunOptions> = {
  scenario: oneOf(runnableNames, "scenario"),
  ...common,
  began: callback(),
  observed: callback(),
  completed: callback(),
};

export const manyChecks: Checks<ManyOptions> = {
  scenarios: listOf(oneOf(runnableNames, "scenario")),
  times: wholeNumber(1, 100_000, 1),
  atOnce: wholeNumber(1, 64),
  ...common,
  finished: callback(),
};

/** What no section has: it says by itself what is done. */
export const experimentOnly: readonly (keyof CommonOptions)[] = [
  ...(Object.keys(programChecks) as (keyof ProgramOptions)[]).filter(
    (name) => name !== "server" && name !== "client",
  ),
  ...(Object.keys(experimentChecks) as (keyof ExperimentOptions)[]),
];
