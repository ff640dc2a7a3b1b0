// Bytes in the sockets' queues, from the samples.

import type { Connection } from "../tcp/endpoint.ts";
import type { AtNs, Observation, Role, SocketSample } from "../timeline/observation.ts";
import { ofKind, rowsOf } from "../timeline/queries.ts";
import type { Scale } from "./scale.ts";

/** From the first sample with this number of bytes to the next with another. */
export interface QueueBar {
  readonly end: Role;
  /** Bytes received and not yet read by the process; a FIN counts as one. */
  readonly recvQ: number;
  /** Bytes sent and not yet acknowledged. */
  readonly sendQ: number;
  readonly fromNs: AtNs;
  readonly fromY: number;
  readonly toY: number;
}

export function drawQueues(
  observations: readonly Observation[],
  connection: Connection | undefined,
  scale: Scale,
): QueueBar[] {
  if (connection === undefined) return [];
  const tables = ofKind(observations, "sockets").map(({ atNs, rows }) => ({
    atNs,
    ...rowsOf(rows, connection),
  }));
  return (["client", "server"] as const).flatMap((end) => {
    const bars: QueueBar[] = [];
    let open: Omit<QueueBar, "toY"> | undefined;
    for (const { atNs, [end]: row } of tables) {
      if (open !== undefined && isAsBefore(open, row)) continue;
      if (open !== undefined) bars.push({ ...open, toY: scale.yOf(atNs) });
      const { recvQ = 0, sendQ = 0 } = row ?? {};
      open = recvQ + sendQ > 0 ? { end, recvQ, sendQ, fromNs: atNs, fromY: scale.yOf(atNs) } : undefined;
    }
    if (open !== undefined) bars.push({ ...open, toY: scale.height });
    return bars;
  });
}

function isAsBefore(open: Pick<QueueBar, "recvQ" | "sendQ">, row: SocketSample | undefined): boolean {
  return row?.recvQ === open.recvQ && row.sendQ === open.sendQ;
}
