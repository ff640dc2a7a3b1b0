// Watches a client while nobody says what will happen next: closely after anything has happened, and hardly at all while
// nothing does. The first client's watch looks after the server's processes as well.

import type { Session } from "../inside/session.ts";
import { createProcessSampler, recordProcesses } from "../inside/serving-process.ts";
import type { Observation } from "../timeline/observation.ts";
import { createServedSampler } from "./served.ts";

export interface Watch {
  /** Something is about to happen. */
  wake(): void;
  stop(): void;
}

/** To see whether anything is new costs little, to look at processes more; and each time the processor wakes. */
const TICK_MS = 15;
const RESTING_TICK_MS = 250;
const LOOK_MS = 5000;
/** How long something that has happened is news. */
const NEWS_MS = 300;
/** After so long without anything new, what the client sleeps in is recorded again: that it still does is what was seen. */
const QUIET_MS = [150, 500] as const;

export function watchOver({ experiment, sampleWaiting }: Session, isFirst: boolean): Watch {
  const { timeline } = experiment;
  const sampleServed = createServedSampler(experiment);
  const sampleProcesses = isFirst ? createProcessSampler(experiment) : () => undefined;
  let [seen, newsMs, lookedMs, quietSamples] = [0, performance.now(), 0, 0];
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    sampleProcesses();
    sampleServed();
    sampleWaiting();
    lookedMs = performance.now();
  };
  const recordQuiet = (): void => {
    if (isFirst && quietSamples === 0) recordProcesses(experiment);
    sampleWaiting(true);
    quietSamples += 1;
  };
  function tick(): void {
    const { observations } = timeline;
    const nowMs = performance.now();
    if (hasNews(observations, seen)) [newsMs, quietSamples] = [nowMs, 0];
    const quietMs = nowMs - newsMs;
    if (quietMs < NEWS_MS || nowMs - lookedMs >= LOOK_MS) look();
    if (quietMs >= (QUIET_MS[quietSamples] ?? Number.POSITIVE_INFINITY)) recordQuiet();
    seen = timeline.observations.length;
    timer = setTimeout(tick, quietSamples < QUIET_MS.length ? TICK_MS : RESTING_TICK_MS);
  }
  tick();
  return {
    wake() {
      clearTimeout(timer);
      [newsMs, quietSamples] = [performance.now(), 0];
      tick();
    },
    stop: () => clearTimeout(timer),
  };
}

/** How much processor time was spent is noted all the time. */
function hasNews(observations: readonly Observation[], from: number): boolean {
  for (let i = from; i < observations.length; i += 1) if (observations[i]?.kind !== "spent") return true;
  return false;
}
