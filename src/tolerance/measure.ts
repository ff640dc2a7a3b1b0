// Runs until it is known how long a fault the client bears, and how soon it notices each death: several runs at the same
// time, each in a network of its own.

import { setMaxListeners } from "node:events";
import { type Failure, failure, isFailure } from "../failure.ts";
import type { FaultName } from "../fault/index.ts";
import { privateNetworksWork } from "../network/private-network.ts";
import { requireLinux, requireProc } from "../run/platform.ts";
import { runRequest } from "../run/run.ts";
import type { RunRequest } from "../run/request.ts";
import type { RunRecord } from "../timeline/record.ts";
import { concludeTries, nextTries } from "./narrow.ts";
import { type Search, type ToleranceOptions, checkSearch } from "./options.ts";
import { readNoticing, readTry } from "./read-run.ts";
import type { Endurance, Noticing, Tolerance, Try } from "./result.ts";
import { createSlots } from "./slots.ts";

/**
 * Measures how long a fault the client bears, and how long it takes to notice each death.
 *
 * Rejects with a Failure (2) when an option is wrong or a program could not be started, and with the signal's reason when
 * aborted. A run that could not be observed is a result that is unknown.
 */
export async function measureTolerance(options: ToleranceOptions = {}): Promise<Tolerance> {
  requireLinux("measureTolerance");
  return await measure(checkSearch(options), options.signal);
}

/** As `measureTolerance`, of options that have been checked. */
export async function measure(search: Search, signal?: AbortSignal): Promise<Tolerance> {
  requireProc();
  const stop = new AbortController();
  const all = AbortSignal.any([stop.signal, ...(signal ? [signal] : [])]);
  setMaxListeners(0, all); // as many as there are runs at the same time
  const atOnce = privateNetworksWork() ? search.atOnce : 1;
  const slots = createSlots(atOnce);
  const runOf: Make = (request, isUrgent) => slots.run(() => makeRun({ ...request, signal: all }), isUrgent);
  const endurance = search.lasting.map((fault) => endure(fault, search, runOf));
  const noticing = search.deaths.map((fault) => notice(fault, search, runOf));
  try {
    const [borne, noticed] = await Promise.all([Promise.all(endurance), Promise.all(noticing)]);
    return { isAsked: search.isAsked, endurance: borne, noticing: noticed };
  } catch (error) {
    stop.abort(error); // a program that cannot be started once cannot be started at all
    await Promise.allSettled([...endurance, ...noticing]);
    signal?.throwIfAborted();
    throw atOnce > 1 && isFailure(error) && error.exitCode === 2 ? withSharing(error) : error;
  }
}

function withSharing({ message, remedy, stack }: Failure): Failure {
  const sharing = "If runs cannot share their files, make one at a time: --at-once 1 --control after.";
  return Object.assign(failure(2, message, `${remedy} ${sharing}`), { stack });
}

/** @param isUrgent the next runs depend on it */
type Make = (request: RunRequest, isUrgent: boolean) => ReturnType<typeof makeRun>;

/** A run, or why there is none. */
async function makeRun(request: RunRequest): Promise<RunRecord | { readonly unknown: string }> {
  request.signal?.throwIfAborted();
  try {
    const { document, broken } = await runRequest(request);
    if (broken !== undefined) throw broken;
    const [run] = document.runs;
    return run ?? { unknown: "no run was made" };
  } catch (error) {
    if (request.signal?.aborted || !isFailure(error) || error.exitCode !== 3) throw error;
    return { unknown: `${error.message} ${error.remedy}` };
  }
}

async function endure(fault: FaultName, search: Search, runOf: Make): Promise<Endurance> {
  const { upToMs, requestOf, tried } = search;
  const tries: Try[] = [];
  const make = async (ms: number): Promise<void> => {
    const run = await runOf(requestOf(fault, ms), true);
    const made: Try =
      "unknown" in run ? { fault, ms, outcome: "unknown", why: run.unknown } : readTry(fault, ms, run);
    tries.push(made);
    tried(made);
  };
  for (let next = nextTries(tries, upToMs); next.length > 0; next = nextTries(tries, upToMs))
    await Promise.all(next.map(make));
  return concludeTries(fault, tries, upToMs);
}

async function notice(
  fault: FaultName,
  { upToMs, requestOf, tried }: Search,
  runOf: Make,
): Promise<Noticing> {
  const run = await runOf(requestOf(fault), false);
  const made: Noticing =
    "unknown" in run
      ? { fault, noticed: "unknown", watchedMs: upToMs, why: run.unknown }
      : readNoticing(fault, upToMs, run);
  tried(made);
  return made;
}
