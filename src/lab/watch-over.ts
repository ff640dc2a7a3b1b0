// Watches the client and the server's processes while nobody says what will happen next: closely after anything has
// happened, and hardly at all while nothing does.

import type { Observation } from "../timeline/observation.ts";
import type { Session } from "../inside/session.ts";
import { createProcessSampler } from "../inside/serving-process.ts";

/** To see whether anything is new costs nothing; to look at processes does. */
const TICK_MS = 15;
const LOOK_MS = 1000;
/** How long something that has happened is news. */
const NEWS_MS = 300;
/** After so long without anything new, what the client sleeps in is recorded once more: that it still does is what was seen. */
const QUIET_MS = 500;

export function watchOver({ experiment, sampleWaiting }: Session): { stop(): void } {
  const { observations } = experiment.timeline;
  const sampleProcesses = createProcessSampler(experiment);
  let [seen, newsMs, lookedMs, isTold] = [0, performance.now(), 0, false];
  function look(): void {
    sampleProcesses();
    sampleWaiting();
    lookedMs = performance.now();
  }
  function tick(): void {
    const nowMs = performance.now();
    if (observations.slice(seen).some(isNews)) [newsMs, isTold] = [nowMs, false];
    seen = observations.length;
    const quietMs = nowMs - newsMs;
    if (quietMs < NEWS_MS || nowMs - lookedMs >= LOOK_MS) look();
    if (isTold || quietMs < QUIET_MS) return;
    sampleWaiting(true);
    seen = observations.length;
    isTold = true;
  }
  const timer = setInterval(tick, TICK_MS);
  return { stop: () => clearInterval(timer) };
}

/** How much processor time was spent is noted all the time. */
function isNews({ kind }: Observation): boolean {
  return kind !== "spent";
}
