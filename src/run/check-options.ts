// From options as they were given, by a test in plain JavaScript or by a command line, to a request that can be run.
// Whatever is wrong with them is a Failure with exit code 2, before anything is started.

import { faultNames, faults } from "../fault/index.ts";
import { IDLE } from "../fault/moments.ts";
import type { StartOptions } from "../inside/spec.ts";
import { refuseContradictions } from "./contradictions.ts";
import { isExperimentOnly, isForExperiment } from "./fault-contradictions.ts";
import { settingsFrom } from "./sysctl-option.ts";
import type { Wanted } from "./wanted.ts";
import { describeExperiment } from "./describe-experiment.ts";
import { readFault } from "./fault-option.ts";
import { type Spelling, asObject, checkEach, usageError } from "./option-checks.ts";
import { type CommonOptions, experimentOnly, manyChecks, runChecks } from "./option-table.ts";
import { DEFAULTS, type ManyOptions, type RunOptions, type RunnableName } from "./options.ts";
import type { ManyRequest, RunRequest } from "./request.ts";

/** Throws a Failure (2) for whatever is wrong with the options. */
export function checkRunOptions(given: unknown, spelling: Spelling = asObject): RunRequest {
  const options = checkEach<RunOptions>("runScenario", given, runChecks, spelling);
  const { began, observed, completed } = options;
  const wanted = wantedOf(options, options.scenario && [options.scenario], spelling);
  refuseContradictions(wanted, spelling);
  return {
    scenario: wanted.scenarios[0] ?? "5.12",
    ...requestOf(wanted),
    ...(began && { began }),
    ...(observed && { observed }),
    ...(completed && { completed }),
  };
}

/** How often one thing is run. Throws a Failure (2) for what is no such number. */
export function checkTimes(given: unknown, spelling: Spelling): number {
  return (
    checkEach<Pick<ManyOptions, "times">>("runMany", { times: given }, { times: manyChecks.times }, spelling)
      .times ?? 1
  );
}

/** As `checkRunOptions`, for many runs. */
export function checkManyOptions(given: unknown, spelling: Spelling = asObject): ManyRequest {
  const options = checkEach<ManyOptions>("runMany", given, manyChecks, spelling);
  const { scenarios, times = 1, atOnce, finished } = options;
  if (scenarios?.length === 0) throw usageError("`scenarios` is empty.", "Name one, or leave it out.");
  const wanted = wantedOf(options, scenarios, spelling);
  refuseContradictions(wanted, spelling);
  return {
    scenarios: wanted.scenarios,
    times,
    ...requestOf(wanted),
    ...(atOnce !== undefined && { atOnce }),
    ...(finished && { finished }),
  };
}

/** The fault that a command is. */
const COMMAND = faultNames.find((name) => faults[name].needsCommand);

function wantedOf(
  options: CommonOptions,
  scenarios: readonly RunnableName[] | undefined,
  spelling: Spelling,
): Wanted {
  const { fault: written = options.faultCommand === undefined ? undefined : COMMAND } = options;
  const fault: Pick<Wanted, "fault" | "amount" | "moment"> =
    written === undefined
      ? { moment: IDLE }
      : readFault(written, { option: spelling.option("fault"), spelling });
  const isExperiment = (["server", "client", ...experimentOnly] as const).some(
    (name) => options[name] !== undefined,
  );
  const isOwn = isExperiment || isForExperiments(fault);
  const chosen = isOwn ? "experiment" : fault.moment.at === "idle" ? "5.12" : "moment";
  return { options, scenarios: scenarios ?? [chosen], ...fault, custom: describeExperiment(options) };
}

/** The sections are about a server that dies while its client is connected. */
function isForExperiments({ fault, moment }: Pick<Wanted, "fault" | "moment">): boolean {
  return fault !== undefined && (isExperimentOnly(fault) || isForExperiment(fault, moment.at));
}

function requestOf({ options, fault, amount, moment, custom }: Wanted): Omit<RunRequest, "scenario"> {
  const { waitOn, network, server, client, expectVerdict, limitMs, signal } = options;
  const {
    port = DEFAULTS.port,
    watchMs = DEFAULTS.watchMs,
    startMs = DEFAULTS.startMs,
    without = [],
  } = options;
  return {
    port,
    watchMs,
    startMs,
    settings: settingsFrom(options.sysctl),
    without,
    moment,
    custom,
    start: { server: startOf(options, "server"), client: startOf(options, "client") },
    ...(fault && { fault }),
    ...(amount !== undefined && { amount }),
    ...(waitOn && { waitOn }),
    ...(network && { network }),
    ...(server !== undefined && { server }),
    ...(client !== undefined && { client }),
    ...(expectVerdict !== undefined && { expected: expectVerdict === "none" ? "" : expectVerdict }),
    ...(limitMs !== undefined && { limitMs }),
    ...(signal && { signal }),
  };
}

function startOf(options: CommonOptions, role: "server" | "client"): StartOptions {
  const on = options[`${role}On`];
  const cwd = options[`${role}Cwd`];
  const env = options[`${role}Env`];
  const user = options[`${role}User`];
  return {
    ...(on && { on }),
    ...(cwd !== undefined && { cwd }),
    ...(env && { env }),
    ...(user !== undefined && { user }),
  };
}
