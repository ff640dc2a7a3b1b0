// Observer of sockets: samples the kernel's socket table and records it when it has changed.

import { openSockDiag } from "../sys/sock-diag.ts";
import type { SocketSample, SocketsFact } from "../timeline/observation.ts";

export interface SocketObserver {
  /** Reads the table, records it if it differs from the last one recorded, answers it. */
  sample(): readonly SocketSample[];
  /** As `sample`, but records it in any case. */
  snapshot(): readonly SocketSample[];
  close(): void;
}

/** Watches the sockets that have `port` at one end, in the order: listening, then by port. */
export function observeSockets(port: number, record: (fact: SocketsFact) => void): SocketObserver {
  const diag = openSockDiag();
  let last = "";

  function look(always: boolean): readonly SocketSample[] {
    const rows = diag
      .readSockets()
      .filter(({ local, remote }) => local.port === port || remote.port === port)
      .sort(byPlace);
    const now = JSON.stringify(rows);
    const changed = now !== last;
    last = now;
    if (always || changed) record({ kind: "sockets", rows, ...(always && { asked: true as const }) });
    return rows;
  }

  return { sample: () => look(false), snapshot: () => look(true), close: () => diag.close() };
}

function byPlace(one: SocketSample, other: SocketSample): number {
  const listening = Number(other.state === "LISTEN") - Number(one.state === "LISTEN");
  return listening || one.local.port - other.local.port || one.remote.port - other.remote.port;
}
