// A run as a drawing, as data: rows in the order of time, arrows between the hosts, states of sockets and activities of
// processes as bars. Heights are CSS pixels; the page decides what they look like.

import { type SeenSegment, connectionUnderTest, segmentsOf } from "../timeline/conversation.ts";
import type { Observation } from "../timeline/observation.ts";
import { ofKind } from "../timeline/queries.ts";
import type { RunRecord } from "../timeline/record.ts";
import { type Connection, sameEndpoint } from "../tcp/endpoint.ts";
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
  return draw(run.observations, (seen) => findLandmarks(run, seen));
}

/** What has been seen so far of a run that goes on, in the order of time: it has no verdict yet. */
export function drawUnfinished(observations: readonly Observation[]): Picture {
  return draw(observations, () => []);
}

function draw(
  observations: readonly Observation[],
  landmarks: (seen: readonly SeenSegment[]) => readonly Landmark[],
): Picture {
  const connection = connectionUnderTest(observations);
  const seen = connection ? segmentsOf(observations, connection) : [];
  const served = connection && isHeldByServer(observations, connection) ? connection : undefined;
  const listed = listRows(observations, seen, served);
  const { scale, folds } = layOutRows(listed.rows);
  return {
    rows: listed.rows,
    scale,
    folds,
    arrows: drawArrows(listed.segments, scale, ofKind(observations, "wire")),
    states: drawStates(observations, listed.segments, connection, scale),
    queues: drawQueues(observations, connection, scale),
    processes: drawProcesses(observations, served, scale),
    landmarks: landmarks(seen),
  };
}

/** Where a proxy stands between the two, the server holds the end of another connection, and that is the one that counts. */
function isHeldByServer(observations: readonly Observation[], { client }: Connection): boolean {
  return ofKind(observations, "owners").some(
    (each) => each.end === "server" && sameEndpoint(each.connection.client, client),
  );
}
