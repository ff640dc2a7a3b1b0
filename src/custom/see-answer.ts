// In a control nothing is done to an answer that was under way. A client may print it only once it is whole: that is waited for.

import type { Observation } from "../timeline/observation.ts";
import { findExit, ofKind, printedBy } from "../timeline/queries.ts";
import { type StoryProgress, isControl, sessionOf } from "./story-progress.ts";

/** A server that has sent nothing for so long has sent it all. */
const STILL_NS = 1e9;

export async function seeAnswer(progress: StoryProgress): Promise<void> {
  const { experiment, sampleWaiting } = sessionOf(progress);
  const { timeline, spec } = experiment;
  if (!isControl(progress)) return;
  const isSeen = (seen: readonly Observation[]): true | undefined =>
    !isComing(seen, timeline.now()) || undefined;
  await timeline.watch(spec.limitMs, isSeen, sampleWaiting);
}

/** The client asked by itself and is being answered, and has printed nothing since data last came. */
export function isComing(seen: readonly Observation[], nowNs: number): boolean {
  if (findExit(seen, "client") !== undefined || ofKind(seen, "typed").length > 0) return false;
  const port = ofKind(seen, "connection")[0]?.server.port;
  const data = ofKind(seen, "segment").findLast(({ from, length }) => from.port === port && length > 0);
  if (data === undefined || nowNs - data.atNs > STILL_NS) return false;
  return (printedBy(seen, "client").at(-1)?.atNs ?? 0) < data.atNs;
}
