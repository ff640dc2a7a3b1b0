// Connections that deadpeer or its commands make to the server while a client is watched are recorded as probes, so that
// none is mistaken for the client's.

import { readHeldSockets, readTree } from "../sys/proc.ts";
import type { SocketSample } from "../timeline/observation.ts";
import { ofKind } from "../timeline/queries.ts";
import type { Experiment } from "./experiment.ts";

interface Watched {
  /** Which connections the command's processes hold, and which the client's. */
  look(pid: number): void;
  /** Records the command's connections as probes. */
  record(): Promise<void>;
}

/**
 * Decided by who holds them; a connection too short to be observed is the command's unless the client was seen to hold it.
 */
export function watchOwnConnections(experiment: Experiment, text: string): Watched {
  const { spec, timeline, sockets, trees } = experiment;
  const sinceNs = timeline.now();
  const ours = new Set<number>();
  const clients = new Set<number>();
  const look = (pid: number): void => {
    const rows = sockets.everything().filter(({ remote }) => remote.port === spec.port);
    if (rows.length === 0) return;
    const held = readHeldSockets(readTree(pid)).inodes;
    const own = readHeldSockets(trees.of("client")).inodes;
    for (const row of rows) addIf(ours, row, held);
    for (const row of rows) addIf(clients, row, own);
  };
  return {
    look,
    async record() {
      look(0);
      await experiment.drain();
      for (const { atNs, flags, from, to } of ofKind(timeline.observations, "segment")) {
        const isNew = atNs > sinceNs && flags.includes("S") && !flags.includes(".") && to.port === spec.port;
        if (!isNew || (clients.has(from.port) && !ours.has(from.port))) continue;
        experiment.record({ kind: "probe", connection: { client: from, server: to }, text });
      }
    },
  };
}

function addIf(ports: Set<number>, { inode, local }: SocketSample, held: ReadonlySet<number>): void {
  if (held.has(inode)) ports.add(local.port);
}
