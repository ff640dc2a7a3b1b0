// How often the sockets are looked at: with segments, by the clock, and less often where that would cost too much.

import { type LatenessMeter, measureLateness } from "../observe/lateness.ts";
import { createPace } from "../observe/pace.ts";
import type { ExperimentSpec } from "./spec.ts";
import type { Timeline } from "./timeline.ts";

/** Sockets are sampled at each segment, and at this interval as well, for changes that no segment announces. */
const SAMPLE_SOCKETS_MS = 10;
/** The interval in a flood, when queues change all the time and states do not. */
const SAMPLE_BUSY_MS = 100;
/** Where it may rest: once nothing has happened for so long, and so often then. */
const REST_AFTER_NS = 1e9;
const SAMPLE_RESTING_MS = 500;
/** The part of the time that sampling may take, if the table is large or segments come one after another. */
const SAMPLING_SHARE = 0.01;
/** How much of that may be used in advance, so that the few segments of an ending each get their sample. */
const SAMPLING_CREDIT_MS = 10;

export function everyMsIn(
  { mayRest }: ExperimentSpec,
  timeline: Timeline,
  isBusy: () => boolean,
): () => number {
  return () => {
    if (isBusy()) return SAMPLE_BUSY_MS;
    return mayRest && isQuiet(timeline) ? SAMPLE_RESTING_MS : SAMPLE_SOCKETS_MS;
  };
}

/** States change with segments; but if a sample takes long, not every segment is worth one. */
export function unlessExpensive(sample: () => void): () => void {
  const pace = createPace(SAMPLING_SHARE, SAMPLING_CREDIT_MS);
  return () => {
    if (!pace.isResting()) pace.look(sample);
  };
}

/** How much processor time was spent is noted all the time. */
function isQuiet({ observations, now }: Timeline): boolean {
  const last = observations.findLast(({ kind }) => kind !== "spent");
  return now() - (last?.atNs ?? 0) > REST_AFTER_NS;
}

/** @param isForHours how late it is, too, is measured all the time; of what may rest less closely */
export function sampleRegularly(
  sample: () => void,
  everyMs: () => number,
  isForHours = false,
): LatenessMeter {
  const pace = createPace(SAMPLING_SHARE, SAMPLING_CREDIT_MS);
  let timer: NodeJS.Timeout;
  const next = (): void => {
    pace.look(sample);
    timer = setTimeout(next, Math.max(everyMs(), pace.restMs()));
  };
  next();
  const { lateMs, stop } = isForHours ? measureLateness(undefined, SAMPLE_RESTING_MS) : measureLateness();
  return {
    lateMs,
    stop() {
      stop();
      clearTimeout(timer);
    },
  };
}
