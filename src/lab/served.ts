// Which process of the book's server serves each of its connections: a client may have several, and others may come.

import type { Experiment } from "../inside/experiment.ts";
import { findServing, recordOwners } from "../inside/serving-process.ts";
import { isGone } from "../sys/proc.ts";
import { ofKind } from "../timeline/queries.ts";

/** Records who holds each new connection, once, and from then on how that process ends. */
export function createServedSampler(experiment: Experiment): () => void {
  const { spec, sockets, timeline, processes } = experiment;
  if (spec.server !== undefined) return () => undefined; // it may serve all of them by one process
  const known = new Set<number>();
  const watchEnd = (pid: number): void => {
    try {
      processes.watchEnd(pid);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  };
  return () => {
    const ends = sockets
      .sample()
      .filter(({ state, local }) => state === "ESTABLISHED" && local.port === spec.port);
    for (const { local: server, remote: client } of ends) {
      if (known.has(client.port)) continue;
      const serving = findServing(experiment, { client, server });
      if (serving === undefined) continue;
      known.add(client.port);
      const isRecorded = ofKind(timeline.observations, "owners").some(
        ({ end, connection }) => end === "server" && connection.client.port === client.port,
      );
      if (!isRecorded) recordOwners(experiment, { client, server }, serving);
      const owner = serving.owners.at(-1);
      if (owner) watchEnd(owner.pid);
    }
  };
}
