// How things are in the lab at the moment, as far as it was seen: what can be done now follows from it. Pure.

import { type FaultName, faults, isFault } from "../fault/index.ts";
import { connectionUnderTest } from "../timeline/conversation.ts";
import type { Observation, Observed, ProcessRow, SocketSample } from "../timeline/observation.ts";
import { findExit, ofKind, rowsOf } from "../timeline/queries.ts";
import { heldByHand } from "./held.ts";
import type { Undoing } from "./whose.ts";

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
  readonly isHostOff: boolean;
  /** Something goes on that was done for a time. */
  readonly isLasting: boolean;
  readonly isCut: boolean;
  /** By hand. */
  readonly isHolding: boolean;
  readonly isDelayed: boolean;
}

export function factsOf(observations: readonly Observation[]): LabFacts {
  const connection = connectionUnderTest(observations);
  const rows = ofKind(observations, "sockets").at(-1)?.rows ?? [];
  const table = connection && rowsOf(rows, connection);
  const undoable = lastUndoable(observations);
  const serving = connection && servingProcess(observations, connection.client.port);
  return {
    isConnected: connection !== undefined,
    client: table?.client,
    server: table?.server,
    listens: table?.listening !== undefined,
    clientEnded: findExit(observations, "client") !== undefined,
    serverEnded: findExit(observations, "server") !== undefined,
    serving,
    isStopped: undoable !== undefined && isStop(undoable) && undoable.pid === serving,
    isHostOff: undoable !== undefined && !isStop(undoable),
    isLasting: lastLasting(observations) !== undefined,
    isCut: isCut(observations),
    isHolding: heldByHand(observations) !== undefined,
    isDelayed: isDelayed(observations),
  };
}

function servingProcess(observations: readonly Observation[], clientPort: number): number | undefined {
  const owners = ofKind(observations, "owners").findLast(
    ({ end, connection }) => end === "server" && connection.client.port === clientPort,
  );
  const owner = owners?.owners.at(-1);
  if (owners === undefined || owner === undefined) return undefined;
  const { pid } = owner;
  const hasEnded =
    ofKind(observations, "process-ended").some((end) => end.pid === pid) ||
    ofKind(observations, "program-exited").some((end) => end.role === "server" && end.pid === pid) ||
    ofKind(observations, "processes").some(({ id, rows }) => id > owners.id && isMissing(owner, rows));
  return hasEnded ? undefined : pid;
}

/** By itself, where nobody has killed it: none of the server's is left, or its parent is, and not it. */
function isMissing({ pid, parent }: ProcessRow, rows: readonly ProcessRow[]): boolean {
  const living = rows.filter(({ state }) => state !== "Z");
  if (living.some((row) => row.pid === pid)) return false;
  return (
    living.length === 0 || rows.some((row) => row.pid === pid) || living.some((row) => row.pid === parent)
  );
}

/** A fault of which there is a row in the table. */
type Known = Observed<"fault"> & { readonly fault: FaultName };

/** The last thing done to the server that can be undone, and has not been. */
export function lastUndoable(observations: readonly Observation[]): Known | undefined {
  return lastNotUndone(observations, (fault) => faults[fault].recover !== undefined);
}

/** What was done for a time, and goes on. */
function lastLasting(observations: readonly Observation[]): Known | undefined {
  return lastNotUndone(observations, (fault) => faults[fault].amount?.letters === "MS");
}

function lastNotUndone(
  observations: readonly Observation[],
  isIt: (fault: FaultName) => boolean,
): Known | undefined {
  const recovered: readonly (Observed<"recovered"> & Undoing)[] = ofKind(observations, "recovered");
  return ofKind(observations, "fault").findLast(
    (each): each is Known =>
      isFault(each.fault) &&
      isIt(each.fault) &&
      !recovered.some(({ atNs, undoes = each.fault }) => atNs > each.atNs && undoes === each.fault),
  );
}

/** It was a process that was stopped; otherwise it was its host. */
export function isStop({ fault }: Known): boolean {
  return faults[fault].expects.process === "stopped";
}

/** Of the wire's operations this one can only be told by its words. */
function isDelayed(observations: readonly Observation[]): boolean {
  const last = ofKind(observations, "wire").findLast(({ operation }) => operation === "delay");
  return last !== undefined && !/ of 0 ms/.test(last.text);
}

/** In either direction: which one, only the words tell. */
function isCut(observations: readonly Observation[]): boolean {
  const cut = new Set<string>();
  for (const { operation, text } of ofKind(observations, "wire")) {
    if (operation !== "cut" && operation !== "restore") continue;
    const meant = directions.filter((direction) => text.endsWith(` for ${direction}`));
    for (const direction of meant.length > 0 ? meant : directions)
      if (operation === "cut") cut.add(direction);
      else cut.delete(direction);
  }
  return cut.size > 0;
}

const directions = ["client->server", "server->client"] as const;
