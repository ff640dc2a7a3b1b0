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
  /** Ports that need no further look: whose serving process is recorded, or that this client does not hold. */
  const known = new Set<number>();
  const watchEnd = (pid: number): void => {
    try {
      processes.watchEnd(pid);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  };
  const findNew = (): number[] =>
    sockets
      .sample()
      .filter(({ state, local }) => state === "ESTABLISHED" && local.port === spec.port)
      .flatMap(({ remote }) => (known.has(remote.port) ? [] : remote.port));
  return () => {
    const found = findNew();
    if (found.length === 0) return;
    const own = clientConnections(experiment);
    const ports = new Set(own.map(({ client }) => client.port));
    for (const port of found) if (!ports.has(port)) known.add(port); // another client's
    for (const connection of own) {
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
