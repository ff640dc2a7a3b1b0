// Segments of a flood whose recording is deferred until it is over.

import type { FrameAt } from "../tcp/segment.ts";
import type { AtNs } from "../timeline/observation.ts";
import { type FrameMemory, createBacklog } from "./backlog.ts";

export interface DeferredSegments {
  add(words: Int32Array, frame: FrameAt, atNs: AtNs): void;
  /** Records all that waits, now. */
  catchUp(): void;
}

/** How often it checks whether the flood is over. */
const LOOK_MS = 25;
/** No segment is deferred longer. */
const LONGEST_NS = 2e9;
/** At most this many are recorded in one turn of the event loop: meanwhile nothing else is observed. */
const SLICE = 250;

export function createDeferredSegments(
  isFlood: () => boolean,
  record: (part: FrameMemory, frame: FrameAt, atNs: AtNs) => void,
): DeferredSegments {
  const backlog = createBacklog();
  let [lastNs, isComing] = [0, false];

  function comeBack(inMs: number): void {
    isComing = true;
    if (inMs > 0) setTimeout(goOn, inMs);
    else setImmediate(goOn);
  }

  function goOn(): void {
    isComing = false;
    const ripe = isFlood() ? lastNs - LONGEST_NS : Number.POSITIVE_INFINITY;
    const taken = backlog.take(SLICE, ripe, record);
    if (!backlog.isEmpty()) comeBack(taken === SLICE ? 0 : LOOK_MS);
  }

  return {
    add(words, frame, atNs) {
      backlog.add(words, frame, atNs);
      lastNs = atNs;
      if (!isComing) comeBack(LOOK_MS);
    },
    catchUp: () => void backlog.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, record),
  };
}
