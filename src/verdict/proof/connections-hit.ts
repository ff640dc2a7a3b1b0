// How many of a client's connections a fault was done to.

import type { Case } from "../../timeline/case.ts";
import { after, ofKind } from "../../timeline/queries.ts";

/** @param all how many the client had */
export function connectionsHit(seen: Case, all: number): number {
  if (isOfHost(seen)) return all;
  const pids = pidsHit(seen);
  if (!isOfProcess(seen, pids)) return Math.max(1, ofKind(seen.observations, "fault").length);
  return isWholeServer(seen, pids) ? all : Math.max(1, connectionsOf(seen, pids));
}

/** Its cable was cut; or it is slow, which is neither done to a process nor on the wire. */
function isOfHost({ observations, fault }: Case): boolean {
  const done = after(ofKind(observations, "wire"), (fault?.atNs ?? 0) - 1);
  if (done.some(({ operation }) => operation === "cut")) return true;
  return fault?.amount !== undefined && done.length === 0 && !isStopped(observations, new Set([fault.pid]));
}

function pidsHit({ observations }: Case): ReadonlySet<number> {
  return new Set(ofKind(observations, "fault").flatMap(({ pid, others = [] }) => [pid, ...others]));
}

/**
 * They were killed, asked to end, or stopped; or the fault names several. What is done to a connection leaves its process
 * alone.
 */
function isOfProcess({ observations, fault }: Case, pids: ReadonlySet<number>): boolean {
  if (fault?.others !== undefined || isStopped(observations, pids)) return true;
  return ofKind(observations, "process-ended").some(({ pid }) => pids.has(pid));
}

function isStopped(observations: Case["observations"], pids: ReadonlySet<number>): boolean {
  return ofKind(observations, "processes").some(({ rows }) =>
    rows.some(({ pid, state }) => state === "T" && pids.has(pid)),
  );
}

function isWholeServer({ observations, fault }: Case, pids: ReadonlySet<number>): boolean {
  const rows = ofKind(observations, "processes").findLast(({ atNs }) => atNs <= (fault?.atNs ?? 0))?.rows;
  return rows !== undefined && rows.length > 0 && rows.every(({ pid }) => pids.has(pid));
}

/** Of those whose process was looked for. */
function connectionsOf({ observations }: Case, pids: ReadonlySet<number>): number {
  const held = ofKind(observations, "owners").filter(
    ({ end, owners }) => end === "server" && owners.some(({ pid }) => pids.has(pid)),
  );
  return new Set(held.map(({ connection }) => connection.client.port)).size;
}
