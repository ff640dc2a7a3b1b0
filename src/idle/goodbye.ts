// What an end says because it is about to close: a close_notify of TLS, a GOAWAY of HTTP/2, "timeout, bye". It is no use of
// the connection. Pure.

import type { SeenSegment } from "../timeline/conversation.ts";
import { greatest } from "../timeline/extremes.ts";

export interface Goodbye {
  readonly fromNs: number;
  /** Its FIN or RST. */
  readonly toNs: number;
}

/** Segments of one goodbye, and the reply to it, follow one another so soon. */
const TOGETHER_NS = 50e6;
/** Some wait for a reply, or for what is under way, before they close (Go's net/http: one second after GOAWAY). */
const GRACE_NS = 1.5e9;

/**
 * What the closing end said of its own accord just before its FIN or RST; undefined where that was an answer.
 *
 * @param data all that was said, in order
 * @param idleNs since when nobody asks for anything, if that is known
 */
export function goodbyeBefore(
  ending: SeenSegment,
  data: readonly SeenSegment[],
  idleNs = 0,
): Goodbye | undefined {
  const before = data.filter(({ atNs }) => atNs <= ending.atNs);
  const last = before.at(-1);
  if (last === undefined || ending.atNs - last.atNs > GRACE_NS) return undefined;
  let at = before.length - 1;
  while (at > 0 && nsAt(before, at) - nsAt(before, at - 1) <= TOGETHER_NS) at -= 1;
  const [earlier, first] = [before[at - 1], before[at]];
  if (earlier === undefined || first?.direction !== ending.direction || first.atNs < idleNs) return undefined;
  // Else it was asked for.
  const isUnasked = earlier.direction === ending.direction || earlier.atNs < idleNs;
  const gapNs = first.atNs - earlier.atNs;
  const isSoon = ending.atNs - last.atNs < gapNs;
  const isBeat = gapNs <= OUT_OF_STEP * longestGap(before.slice(0, at), idleNs);
  return isUnasked && isSoon && !isBeat ? { fromNs: first.atNs, toNs: ending.atNs } : undefined;
}

/** What comes at the intervals at which something came before is the next beat, and no goodbye. */
const OUT_OF_STEP = 1.5;

/** Between two of what was said since then, and the one before; 0 where only one was, or it is not known since when. */
function longestGap(data: readonly SeenSegment[], sinceNs: number): number {
  if (sinceNs === 0) return 0;
  return greatest([
    0,
    ...data.map(({ atNs }, i) => (i > 0 && atNs >= sinceNs ? atNs - (data[i - 1]?.atNs ?? atNs) : 0)),
  ]);
}

function nsAt(segments: readonly SeenSegment[], at: number): number {
  return segments[at]?.atNs ?? 0;
}
