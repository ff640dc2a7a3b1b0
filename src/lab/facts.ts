// How things are in the lab at the moment, as far as it was seen: what can be done now follows from it. Pure.

import { type FaultName, faults, isFault } from "../fault/index.ts";
import { connectionUnderTest } from "../timeline/conversation.ts";
import type { Observation, Observed, SocketSample } from "../timeline/observation.ts";
import { findExit, ofKind, rowsOf } from "../timeline/queries.ts";

export interface LabFacts {
  /** There is a connection, or there was one. */
  readonly isConnected: boolean;
  readonly client: SocketSample | undefined;
  readonly server: SocketSample | undefined;
  readonly listens: boolean;
  readonly clientEnded: boolean;
  readonly serverEnded: boolean;
  /** The process that serves the connection; undefined once it has ended. */
  readonly serving: number | undefined;
  readonly isStopped: boolean;
  readonly isCut: boolean;
  readonly isHolding: boolean;
}

export function factsOf(observations: readonly Observation[]): LabFacts {
  const connection = connectionUnderTest(observations);
  const rows = ofKind(observations, "sockets").at(-1)?.rows ?? [];
  const table = connection && rowsOf(rows, connection);
  const serving = connection && servingProcess(observations, connection.client.port);
  return {
    isConnected: connection !== undefined,
    client: table?.client,
    server: table?.server,
    listens: table?.listening !== undefined,
    clientEnded: findExit(observations, "client") !== undefined,
    serverEnded: findExit(observations, "server") !== undefined,
    serving,
    isStopped: serving !== undefined && isStopped(observations, serving),
    isCut: isLast(observations, "cut", "restore"),
    isHolding: isLast(observations, "hold", "release"),
  };
}

function servingProcess(observations: readonly Observation[], clientPort: number): number | undefined {
  const owners = ofKind(observations, "owners").findLast(
    ({ end, connection }) => end === "server" && connection.client.port === clientPort,
  );
  const pid = owners?.owners.at(-1)?.pid;
  return ofKind(observations, "process-ended").some((end) => end.pid === pid) ? undefined : pid;
}

/** The last time that a process was stopped, by which fault. */
export function lastStop(
  observations: readonly Observation[],
): (Observed<"fault"> & { readonly fault: FaultName }) | undefined {
  return ofKind(observations, "fault").findLast(
    (each): each is Observed<"fault"> & { readonly fault: FaultName } =>
      isFault(each.fault) && faults[each.fault].expects.process === "stopped",
  );
}

function isStopped(observations: readonly Observation[], pid: number): boolean {
  const stop = lastStop(observations);
  const goesOn = ofKind(observations, "recovered").at(-1);
  return stop?.pid === pid && (goesOn === undefined || goesOn.atNs < stop.atNs);
}

/** Of two operations of the wire that undo each other, whether the first was the last. */
function isLast(observations: readonly Observation[], begins: "cut" | "hold", ends: string): boolean {
  const last = ofKind(observations, "wire").findLast(
    ({ operation }) => operation === begins || operation === ends,
  );
  return last?.operation === begins;
}
