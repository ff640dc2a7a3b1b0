// What is waited for before a run is over. In a control nothing is done to an answer that was under way: a client may print
// it only once it is whole. Of a fault that the server survives the answer may be under way as well, and what TCP sends
// again.

import type { Connection } from "../tcp/endpoint.ts";
import { faults } from "../fault/index.ts";
import { segmentsOf } from "../timeline/conversation.ts";
import { withoutHalfClose } from "../timeline/half-closed.ts";
import type { Observation } from "../timeline/observation.ts";
import { findExit, ofKind, printedBy } from "../timeline/queries.ts";
import { STILL_NS, isUndelivered, isUnderWay } from "../timeline/under-way.ts";
import { type StoryProgress, isControl, sessionOf } from "./story-progress.ts";

export async function seeAnswer(progress: StoryProgress): Promise<void> {
  const { experiment, sampleWaiting, connection } = sessionOf(progress);
  const { timeline, spec } = experiment;
  const isSurvived = spec.lastsMs !== undefined || faults[spec.fault].expects.lives;
  if (!isControl(progress) && !isSurvived) return;
  const isLeft = (seen: readonly Observation[]): boolean =>
    isSurvived ? isGoingOn(seen, connection, timeline.now()) : isComing(seen, timeline.now());
  await timeline.watch(spec.limitMs, (seen) => !isLeft(seen) || undefined, sampleWaiting);
}

/** Something is left to come by TCP; and where the client has asked by itself, data of the server's came not long ago. */
export function isGoingOn(seen: readonly Observation[], connection: Connection, nowNs: number): boolean {
  if (findExit(seen, "client") !== undefined) return false;
  const segments = withoutHalfClose({
    observations: seen,
    connection,
    segments: segmentsOf(seen, connection),
  });
  return ofKind(seen, "typed").length > 0 ? isUndelivered(segments) : isUnderWay(segments, nowNs);
}

/** The client asked by itself and is being answered, and has printed nothing since data last came. */
export function isComing(seen: readonly Observation[], nowNs: number): boolean {
  if (findExit(seen, "client") !== undefined || ofKind(seen, "typed").length > 0) return false;
  const port = ofKind(seen, "connection")[0]?.server.port;
  const data = ofKind(seen, "segment").findLast(({ from, length }) => from.port === port && length > 0);
  if (data === undefined || nowNs - data.atNs > STILL_NS) return false;
  return (printedBy(seen, "client").at(-1)?.atNs ?? 0) < data.atNs;
}
