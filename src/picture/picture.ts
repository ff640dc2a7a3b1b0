// A run as a drawing, as data: rows in the order of time, arrows between the hosts, states of sockets and activities of
// processes as bars. Heights are CSS pixels; the page decides what they look like.

import { connectionUnderTest, segmentsOf } from "../timeline/conversation.ts";
import type { RunRecord } from "../timeline/record.ts";
import { type Arrow, drawArrows } from "./arrows.ts";
import { type StateBar, drawStates } from "./bars.ts";
import { type ProcessBar, drawProcesses } from "./lanes.ts";
import { type Landmark, findLandmarks } from "./landmarks.ts";
import { type QueueBar, drawQueues } from "./queues.ts";
import { type Row, listRows } from "./rows.ts";
import { type Fold, type Scale, layOutRows } from "./scale.ts";

export interface Picture {
  readonly rows: readonly Row[];
  readonly scale: Scale;
  /** Quiet times that are drawn shorter than they were. */
  readonly folds: readonly Fold[];
  readonly arrows: readonly Arrow[];
  readonly states: readonly StateBar[];
  readonly queues: readonly QueueBar[];
  readonly processes: readonly ProcessBar[];
  /** The moments that the verdict refers to. */
  readonly landmarks: readonly Landmark[];
}

export function drawRun(run: RunRecord): Picture {
  const connection = connectionUnderTest(run.observations);
  const seen = connection ? segmentsOf(run.observations, connection) : [];
  const listed = listRows(run.observations, seen);
  const { scale, folds } = layOutRows(listed.rows);
  return {
    rows: listed.rows,
    scale,
    folds,
    arrows: drawArrows(listed.segments, scale),
    states: drawStates(run.observations, listed.segments, connection, scale),
    queues: drawQueues(run.observations, connection, scale),
    processes: drawProcesses(run.observations, scale),
    landmarks: findLandmarks(run, seen),
  };
}
