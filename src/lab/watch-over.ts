// Watches the client and the server's processes while nobody says what will happen next: closely after anything has
// happened, and hardly at all while nothing does.

import type { Observation } from "../timeline/observation.ts";
import type { Session } from "../inside/session.ts";
import { createProcessSampler } from "../inside/serving-process.ts";

const CLOSE_MS = 10;
const FAR_MS = 100;
/** How long something that has happened is news. */
const NEWS_MS = 300;
/** After so long without anything new, what the client sleeps in is recorded once more: that it still does is what was seen. */
const QUIET_MS = 500;

export function watchOver({ experiment, sampleWaiting }: Session): { stop(): void } {
  const { observations } = experiment.timeline;
  const sampleProcesses = createProcessSampler(experiment);
  let [seen, sinceMs, isTold] = [0, performance.now(), false];
  let timer: NodeJS.Timeout;
  function look(): void {
    sampleProcesses();
    sampleWaiting();
    if (observations.slice(seen).some(isNews)) [sinceMs, isTold] = [performance.now(), false];
    const quietMs = performance.now() - sinceMs;
    if (!isTold && quietMs >= QUIET_MS) {
      sampleWaiting(true);
      isTold = true;
    }
    seen = observations.length;
    timer = setTimeout(look, quietMs < NEWS_MS ? CLOSE_MS : FAR_MS);
  }
  look();
  return { stop: () => clearTimeout(timer) };
}

/** How much processor time was spent is noted all the time. */
function isNews({ kind }: Observation): boolean {
  return kind !== "spent";
}
