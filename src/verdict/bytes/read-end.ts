// When the client read the end of file: the FIN counts as one in Recv-Q until it is read. With its own half closed before,
// its end is in TIME_WAIT from then on, which has no queue.

import type { Case } from "../../timeline/case.ts";
import { hasFlag } from "../../timeline/conversation.ts";
import { halfClosedNs } from "../../timeline/half-closed.ts";
import { ofKind, rowsOf } from "../../timeline/queries.ts";

export interface EndRead {
  readonly atNs: number;
  /**
   * There was data before it, and both were gone at the next look: one read(2) takes them together, returns the data, and
   * says nothing of the end (tcp_recvmsg). Or there is no queue to look at.
   */
  readonly mayBeUntold: boolean;
}

export function readEnd(seen: Case, sinceNs: number): EndRead | undefined {
  const { observations, connection } = seen;
  if (connection === undefined) return undefined;
  let hadData = false;
  for (const { atNs, rows } of ofKind(observations, "sockets")) {
    const client = rowsOf(rows, connection).client;
    if (client === undefined) continue;
    const isClosing = client.state === "CLOSE_WAIT";
    if (atNs > sinceNs && isClosing && client.recvQ === 0) return { atNs, mayBeUntold: hadData };
    hadData = client.recvQ > (isClosing ? 1 : 0);
  }
  return readUnseen(seen, sinceNs);
}

function readUnseen(seen: Case, sinceNs: number): EndRead | undefined {
  const { ending } = seen;
  if (ending === undefined || !hasFlag(ending, "F") || ending.arrivedAtNs < sinceNs) return undefined;
  const isHalf = halfClosedNs(seen, ending.arrivedAtNs) !== undefined;
  return isHalf ? { atNs: ending.arrivedAtNs, mayBeUntold: true } : undefined;
}
