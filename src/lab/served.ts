// Which process of the book's server serves each of a client's connections: it may have several.

import { clientConnections } from "../inside/client-sampler.ts";
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
  const hasNew = (): boolean =>
    sockets
      .sample()
      .some(
        ({ state, local, remote }) =>
          state === "ESTABLISHED" && local.port === spec.port && !known.has(remote.port),
      );
  return () => {
    if (!hasNew()) return;
    for (const connection of clientConnections(experiment)) {
      const { port } = connection.client;
      const serving = known.has(port) ? undefined : findServing(experiment, connection);
      if (serving === undefined) continue;
      known.add(port);
      const isRecorded = ofKind(timeline.observations, "owners").some(
        (each) => each.end === "server" && each.connection.client.port === port,
      );
      if (!isRecorded) recordOwners(experiment, connection, serving);
      const owner = serving.owners.at(-1);
      if (owner) watchEnd(owner.pid);
    }
  };
}
