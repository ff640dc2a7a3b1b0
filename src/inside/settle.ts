// Before the fault everything should be quiet: what was already on its way is not a reaction to it.

import type { Observation, Observed } from "../timeline/observation.ts";
import { findExit, ofKind } from "../timeline/queries.ts";
import type { Program } from "../program/program.ts";
import { waitsForInput } from "../observe/waiting.ts";
import { isAsleep } from "./client-sampler.ts";
import type { Experiment } from "./experiment.ts";
import type { Session } from "./session.ts";
import { keptWaitingMs } from "./starved.ts";

/** Longer than a delayed acknowledgment (40 ms on Linux). */
const QUIET_MS = 50;
/** The longest wait for a client that is never quiet; the control run shows its habits. */
export const LIMIT_MS = 1000;

/** A program may be about to configure its terminal, and then discards what was typed before (termios(3)). */
const LISTENS_MS = 10;

/**
 * Waits until a process of the client waits for its user, so that a line typed now is not lost. If none is seen to, because
 * all are busy or wait for the server, and nothing happens for long, a typed line stays there until it is read.
 */
export async function waitUntilItReads(
  { experiment, client, sampleWaiting }: Pick<Session, "experiment" | "client" | "sampleWaiting">,
  limitMs: number,
): Promise<void> {
  const { timeline } = experiment;
  const readsSince = createInputLook(experiment, client);
  let sinceNs: number | undefined;
  const look = (): void => {
    sampleWaiting();
    sinceNs = readsSince();
  };
  const listens = (): object | undefined => {
    const news = timeline.observations.findLast(({ kind }) =>
      ["printed", "waiting", "segment"].includes(kind),
    );
    const quietMs = (timeline.now() - (news?.atNs ?? 0)) / 1e6;
    if (sinceNs !== undefined) {
      const printed = ofKind(timeline.observations, "printed").at(-1)?.atNs ?? 0;
      const restsMs = (timeline.now() - Math.max(sinceNs, printed)) / 1e6;
      if (restsMs > LISTENS_MS) return { isReading: true };
    }
    return quietMs > LIMIT_MS ? { isReading: false } : findExit(timeline.observations, "client");
  };
  await timeline.watch(
    limitMs,
    listens,
    Object.assign(look, { restMs: () => sampleWaiting.restMs?.() ?? 0 }),
  );
}

/** Since when every sample has shown a process of the client sleeping until its standard input is readable. */
export function createInputLook(
  { trees, timeline }: Experiment,
  { input }: Pick<Program, "input">,
): () => number | undefined {
  let sinceNs: number | undefined;
  return () => {
    const isRead = input !== "" && trees.of("client").some((row) => waitsForInput(row.pid, input));
    sinceNs = isRead ? (sinceNs ?? timeline.now()) : undefined;
    return sinceNs;
  };
}

/**
 * Waits until there has been no segment and no output for a while, and every thread of the client is asleep. The last
 * sample may be old by then, and the client about to end, so it is sampled once more. Returns whether it came to that
 * within the limit.
 */
export async function settle(
  { experiment, sampleWaiting }: Session,
  limitMs: number = LIMIT_MS,
): Promise<boolean> {
  const { timeline } = experiment;
  const isQuiet = (): true | undefined => {
    const last = timeline.observations.findLast(({ kind }) =>
      ["segment", "delivered", "printed", "typed", "waiting"].includes(kind),
    );
    if (findExit(timeline.observations, "client")) return true;
    if (timeline.now() - (last?.atNs ?? 0) <= QUIET_MS * 1e6) return undefined;
    const before = latestWaiting(experiment);
    if (before === undefined) return true; // what it waits for is not observed
    sampleWaiting(true);
    const now = latestWaiting(experiment);
    // Without a new sample it has no threads any more, and its end will be seen.
    return (
      (now !== before && now !== undefined && isAtRest(experiment, now) && isSame(before, now)) || undefined
    );
  };
  return (await timeline.watch(limitMs, isQuiet, sampleWaiting)) === true;
}

/**
 * As `settle`; who is not asleep by then may be about to end, and has as much longer as the programs waited for a processor
 * meanwhile, `limitMs` at most.
 */
export async function settleAtLast(session: Session, limitMs: number): Promise<boolean> {
  const { timeline } = session.experiment;
  const sinceNs = timeline.now();
  if (await settle(session, limitMs)) return true;
  const moreMs = keptWaitingMs(timeline.observations, sinceNs, limitMs);
  return moreMs > 0 && (await settle(session, moreMs));
}

/**
 * Whether a watch ends with the client asleep, and with nothing done or seen for as long: then there is no need to wait once
 * more.
 */
export function hasSettled({ experiment, sampleWaiting }: Session): boolean {
  const { timeline } = experiment;
  sampleWaiting(true);
  const quietNs = timeline.now() - QUIET_MS * 1e6;
  const news = timeline.observations.findLast(({ kind }) => !samples.has(kind));
  if ((news?.atNs ?? 0) > quietNs) return false;
  const waits = ofKind(timeline.observations, "waiting");
  const now = waits.at(-1);
  if (now === undefined || !isAtRest(experiment, now)) return false;
  const changed = waits.findLastIndex((each) => !isSame(each, now));
  return (waits[changed + 1]?.atNs ?? Number.POSITIVE_INFINITY) <= quietNs;
}

/** As /proc/PID/stat has it: asleep, stopped, traced. */
const RESTS: ReadonlySet<string> = new Set(["S", "T", "t"]);

/**
 * Every thread sleeps. Where it is not known in what, the process may not be looked at, or it is ending: that it has no
 * system call any more, and may be a zombie that nobody has waited for yet, and its end will be seen.
 */
function isAtRest({ trees }: Experiment, look: Observed<"waiting">): boolean {
  if (!isAsleep(look.threads)) return false;
  if (look.threads.every(({ call }) => call !== "unknown")) return true;
  return RESTS.has(trees.of("client").find(({ pid }) => pid === look.pid)?.state ?? "");
}

/** What is also recorded where nothing has changed. Whatever else there is, a key that was pressed too, is news. */
const samples: ReadonlySet<Observation["kind"]> = new Set<Observation["kind"]>([
  "waiting",
  "spent",
  "processes",
  "socket-options",
]);

function latestWaiting({ timeline }: Experiment): Observed<"waiting"> | undefined {
  return ofKind(timeline.observations, "waiting").at(-1);
}

function isSame(one: Observed<"waiting">, other: Observed<"waiting">): boolean {
  const [before, now] = [one, other].map(({ threads }) =>
    JSON.stringify(threads.map((thread) => ({ ...thread, timed: undefined, withinMs: undefined }))),
  );
  return before === now;
}
