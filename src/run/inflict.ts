// `deadpeer inflict`: a connection of programs that are already running, a fault on it as a run, and the document of what
// followed.

import { type FaultName, faults, isFault } from "../fault/index.ts";
import { type ConnectionQuery, findConnection as find } from "../inflict/find-connection.ts";
import { inflictable } from "../inflict/perform.ts";
import type { FoundConnection } from "../inside/spec.ts";
import type { RunDocument } from "../timeline/record.ts";
import { checkRunOptions } from "./check-options.ts";
import {
  type Check,
  type Checks,
  HOUR_MS,
  type Spelling,
  abortSignal,
  asObject,
  callback,
  checkEach,
  endpoint,
  oneOf,
  usageError,
  wholeNumber,
} from "./option-checks.ts";
import { DEFAULTS, type LimitOptions, type RunListeners } from "./options.ts";
import { performPlan, recordOf, specOf } from "./plan.ts";
import { requireLinux, requireProc } from "./platform.ts";
import { documentOf } from "./run.ts";
import { scenarios } from "./scenarios.ts";

/** What follows a fault on a running program may come later than between programs that deadpeer started. */
export const INFLICT_WATCH_MS: number = 2 * DEFAULTS.watchMs;
/** Process ids go up to this on 64-bit Linux (PID_MAX_LIMIT: proc_sys_kernel(5)). */
const MOST_PROCESSES = 2 ** 22;

export interface InflictOptions
  extends Pick<LimitOptions, "signal" | "limitMs">, Pick<RunListeners, "began" | "observed"> {
  /** One that needs nothing but the process and its socket: those that need a network of deadpeer's own are refused. */
  readonly fault: FaultName;
  /** What `findConnection` returned. */
  readonly found: FoundConnection;
  /** How long what follows is watched, 0 to 3,600,000 ms. Default: 1000. */
  readonly watchMs?: number;
  /** For the fault `stop`: the process goes on so long afterwards, 0 to 3,600,000 ms. Default: it stays stopped. */
  readonly continueAfterMs?: number;
}

const queryChecks: Checks<ConnectionQuery> = {
  pid: wholeNumber(1, MOST_PROCESSES),
  port: wholeNumber(1, 65_535),
  peer: endpoint("ADDRESS:PORT", "192.0.2.1:40312 or [2001:db8::1]:40312"),
};

/** The one connection that fits. Throws a Failure (2) that says why there is not exactly one. */
export function findConnection(query: ConnectionQuery): FoundConnection {
  requireLinux("findConnection");
  const checked = checkQuery(query);
  requireProc();
  return find(checked);
}

/** Throws a Failure (2) for whatever is wrong with the query. */
export function checkQuery(given: unknown, spelling: Spelling = asObject): ConnectionQuery {
  const query = checkEach<ConnectionQuery>("findConnection", given, queryChecks, spelling);
  if (query.pid !== undefined || query.port !== undefined) return query;
  const [pid, port] = [spelling.option("pid"), spelling.option("port")];
  throw usageError("No connection given.", `Add ${pid}, or ${port}, or both.`);
}

/** Throws a Failure (2) for a fault that cannot be inflicted on a running program. */
export const checkInflictable: Check<FaultName> = (value, place) => {
  const [written = "", moment] = typeof value === "string" ? value.split("@") : [];
  const name = written.replace(/:.*/s, "");
  if (!isFault(name) || inflictable.includes(name)) {
    if (moment === undefined) return oneOf(inflictable, "fault")(value, place);
    throw usageError("A fault on a running program takes no moment.", `Write ${name}, without @${moment}.`);
  }
  throw usageError(`The fault ${name} ${whyNot(name)}.`, `Use one of ${inflictable.join(", ")}.`);
};

function whyNot(name: FaultName): string {
  const { isControl, isOwnDoing, needsTwoHosts, needsCommand, expects } = faults[name];
  if (isControl || isOwnDoing) return "does nothing, so there is nothing to inflict";
  if (needsCommand) return "is a command of yours: run it yourself";
  if (expects.lives)
    return "is over after a while, or needs a network of its own: `deadpeer run` sees to that";
  return needsTwoHosts
    ? "needs a host for the server alone, which only `deadpeer run` makes"
    : "needs a client that deadpeer can type to: `deadpeer run` has one";
}

const foundConnection: Check<FoundConnection> = (value, { option }) => {
  const { connection, inode, pids } = (value ?? {}) as Partial<FoundConnection>;
  const isFound = connection?.server?.port !== undefined && connection.client?.port !== undefined;
  if (isFound && typeof inode === "number" && Array.isArray(pids)) return value as FoundConnection;
  throw usageError(`${option} is not a connection.`, "Pass what findConnection returned.");
};

const inflictChecks: Checks<InflictOptions> = {
  fault: checkInflictable,
  found: foundConnection,
  watchMs: wholeNumber(0, HOUR_MS, INFLICT_WATCH_MS),
  continueAfterMs: wholeNumber(0, HOUR_MS),
  limitMs: wholeNumber(1, HOUR_MS, DEFAULTS.limitMs),
  signal: abortSignal,
  began: callback(),
  observed: callback(),
};

/** The names of the options, for the documentation's test. */
export const inflictOptionNames: readonly string[] = Object.keys(inflictChecks);
export const queryOptionNames: readonly string[] = Object.keys(queryChecks);

/** Inflicts the fault and watches what follows. Rejects as `runScenario` does. */
export async function inflict(options: InflictOptions): Promise<RunDocument> {
  requireLinux("inflict");
  const { fault, found, watchMs = INFLICT_WATCH_MS, continueAfterMs, ...others } = checkInflict(options);
  const [plan] = scenarios.inflict.runs;
  if (plan === undefined) throw new Error("no plan for `inflict`");
  const { port } = found.connection.server;
  const request = checkRunOptions({
    fault,
    port,
    watchMs,
    network: "machine",
    without: ["output"],
    ...others,
  });
  const after = continueAfterMs === undefined ? {} : { continueAfterMs };
  const spec = { ...specOf("inflict", plan, request), found, ...after };
  const { evidence } = await performPlan(spec, request);
  return documentOf("inflict", [recordOf(spec, evidence)]);
}

/** Throws a Failure (2) for whatever is wrong with the options. */
function checkInflict(given: unknown): InflictOptions {
  const options = checkEach<InflictOptions>("inflict", given, inflictChecks, asObject);
  const { fault, found } = options;
  if (fault === undefined) throw usageError("No fault given.", `Use one of ${inflictable.join(", ")}.`);
  if (found === undefined)
    throw usageError("No connection given.", "Pass what findConnection returned, as found.");
  refuseContinue({ ...options, fault }, asObject);
  return { ...options, fault, found };
}

/** Throws a Failure (2) where something is to go on that is not stopped. */
export function refuseContinue(
  { fault, continueAfterMs }: Pick<InflictOptions, "fault" | "continueAfterMs">,
  spelling: Spelling,
): void {
  const stops = (name: FaultName): boolean => faults[name].expects.process === "stopped";
  if (continueAfterMs === undefined || stops(fault)) return;
  const names = inflictable.filter(stops).join(", ");
  throw usageError(`${spelling.option("continueAfterMs")} is for the fault ${names}.`, "Leave it out.");
}
