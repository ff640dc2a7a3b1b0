// Who listens on a port, and the sockets of a port: behind a relay or a proxy it is not the one whose table is recorded.

import type { SocketSample } from "../timeline/observation.ts";
import type { Experiment } from "./experiment.ts";

/** The rows among which those of the port are. Records the table if it is recorded, and has changed. */
export function rowsAt({ spec, sockets }: Experiment, port: number): readonly SocketSample[] {
  return port === spec.port ? sockets.sample() : sockets.everything();
}

export function listeningOn(experiment: Experiment, port: number): SocketSample | undefined {
  return rowsAt(experiment, port).find(({ state, local }) => state === "LISTEN" && local.port === port);
}
