// Before the fault all is to be quiet: what was on its way before it is no reaction to it.

import type { Observed } from "../timeline/observation.ts";
import { findExit, ofKind } from "../timeline/queries.ts";
import { isInput } from "../timeline/waits.ts";
import { isAsleep } from "./client-sampler.ts";
import type { Experiment } from "./experiment.ts";
import type { Session } from "./session.ts";

/** Longer than a delayed acknowledgment (40 ms on Linux). */
const QUIET_MS = 50;
/** A client that is never quiet is not waited for any longer: the control run tells what it does by itself. */
export const LIMIT_MS = 1000;

/** A program may be about to take its terminal as it wants it, and throw away what was typed before (termios(3)). */
const LISTENS_MS = 10;

/**
 * The client waits for its user: what is said now is heard. One that does something else for long, and has not to wait
 * for its server, is believed to read all the same.
 */
export async function waitUntilItReads(
  { experiment, sampleWaiting }: Pick<Session, "experiment" | "sampleWaiting">,
  limitMs: number,
): Promise<void> {
  const { timeline } = experiment;
  const listens = (): object | undefined => {
    const waiting = ofKind(timeline.observations, "waiting").at(-1);
    const onInput = waiting?.threads.some(({ on }) => on.some(isInput)) ?? false;
    const news = timeline.observations.findLast(({ kind }) => kind === "printed" || kind === "waiting");
    const quietMs = (timeline.now() - (news?.atNs ?? 0)) / 1e6;
    const onServer = waiting?.threads.some(({ on }) => on.some(({ isConnection }) => isConnection)) ?? false;
    const isHeard = onInput ? quietMs > LISTENS_MS : !onServer && quietMs > LIMIT_MS;
    return isHeard ? waiting : findExit(timeline.observations, "client");
  };
  await timeline.watch(limitMs, listens, sampleWaiting);
}

/**
 * No segment, nothing printed, and every thread of the client asleep, for a while. The last look may be old by then, and
 * the client about to end: it is looked at once more.
 */
export async function settle(
  { experiment, sampleWaiting }: Session,
  limitMs: number = LIMIT_MS,
): Promise<void> {
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
    // No new one: it has no threads any more, and its end will be seen.
    return (now !== before && now !== undefined && isAsleep(now.threads) && isSame(before, now)) || undefined;
  };
  await timeline.watch(limitMs, isQuiet, sampleWaiting);
}

function latestWaiting({ timeline }: Experiment): Observed<"waiting"> | undefined {
  return ofKind(timeline.observations, "waiting").at(-1);
}

function isSame(one: Observed<"waiting">, other: Observed<"waiting">): boolean {
  const [before, now] = [one, other].map(({ threads }) => JSON.stringify(threads));
  return before === now;
}
