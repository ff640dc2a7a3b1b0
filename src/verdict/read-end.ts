// When the client read the end of file: the FIN counts as one in Recv-Q until it is read.

import type { Case } from "../timeline/case.ts";
import { ofKind, rowsOf } from "../timeline/queries.ts";

export interface EndRead {
  readonly atNs: number;
  /**
   * There was data before it, and both were gone at the next look: one read(2) takes them together, returns the data, and says nothing of
   * the end (tcp_recvmsg).
   */
  readonly mayBeUntold: boolean;
}

export function readEnd({ observations, connection }: Case, sinceNs: number): EndRead | undefined {
  if (connection === undefined) return undefined;
  let hadData = false;
  for (const { atNs, rows } of ofKind(observations, "sockets")) {
    const client = rowsOf(rows, connection).client;
    if (client === undefined) continue;
    const isClosing = client.state === "CLOSE_WAIT";
    if (atNs > sinceNs && isClosing && client.recvQ === 0) return { atNs, mayBeUntold: hadData };
    hadData = client.recvQ > (isClosing ? 1 : 0);
  }
  return undefined;
}
