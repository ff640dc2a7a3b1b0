// A client that has used its connection after its end, and keeps still: what its read(2) or write(2) told it then no table
// shows.

import type { Case } from "../../timeline/case.ts";
import { endsInControl } from "../../timeline/controls.ts";
import type { Observed, ThreadWait } from "../../timeline/observation.ts";
import { after, findExit, lastRows, ofKind } from "../../timeline/queries.ts";
import { hasNearLimit, isMainAsleep, passesTime, waitsOnConnection } from "../../timeline/waits.ts";
import { hadPromisedMore } from "../asks/promised.ts";
import { doHoldersRun } from "../signs/end.ts";
import { acceptedSince, newSyns } from "../signs/signs.ts";

/** An RST to what it sent has taken its socket from every table. */
export function hasUsedDead(seen: Case): boolean {
  const { ending, typed, segments, observations } = seen;
  if (ending === undefined || !seen.isOn("sockets") || findExit(observations, "client") !== undefined)
    return false;
  const sent = segments.some(
    ({ direction, length, atNs }) =>
      direction === "client->server" && length > 0 && atNs > ending.arrivedAtNs,
  );
  const wasUsed = sent || after(typed, ending.arrivedAtNs).length > 0;
  return wasUsed && lastRows(seen)?.client === undefined;
}

/**
 * It ends in the control, or was promised more of an answer; a thread of it lets time pass, in nanosleep(2), in poll(2) of
 * nothing, or in an event loop with a near time limit, and none sleeps on its connection: it may try again then, as wget
 * does after a second. It never did so before the fault, as far as it was looked at (one in futex(2) with a time limit may
 * have nothing to do for the moment, as in Java); or it has tried already to connect again, and nobody has accepted that.
 */
export function pauses(seen: Case): boolean {
  const { observations, fault, evidence } = seen;
  const isAtIt = endsInControl(evidence.control) || lacksMore(seen);
  if (!isAtIt) return false; // it may be done, and sleep
  const faultNs = fault?.atNs ?? 0;
  const looks = ofKind(observations, "waiting").filter(({ role }) => role === "client");
  const before = looks.filter(({ atNs }) => atNs <= faultNs);
  const last = looks.findLast((look) => look.atNs > faultNs && isMainAsleep(look)); // between two tries it runs
  if (before.length === 0 || last === undefined) return false;
  if (last.threads.some(waitsOnConnection)) return false;
  const usual = new Set(before.flatMap(pausing).map(({ tid }) => tid));
  const own = pausing(last);
  return (
    own.some(({ tid, timed }) => timed !== true && !usual.has(tid)) || (own.length > 0 && hasTried(seen))
  );
}

/** It was promised more of what it asks by itself, and what held the connection for it has not ended. */
function lacksMore(seen: Case): boolean {
  return seen.typed.length === 0 && hadPromisedMore(seen) && doHoldersRun(seen);
}

function hasTried(seen: Case): boolean {
  const sinceNs = seen.ending?.arrivedAtNs ?? Number.POSITIVE_INFINITY;
  return newSyns(seen, sinceNs).length > 0 && acceptedSince(seen, sinceNs).length === 0;
}

/** Those of its threads that may do something once a time has passed. */
function pausing({ threads }: Observed<"waiting">): readonly ThreadWait[] {
  const mayLoop = !threads.some(waitsOnConnection); // else its limit may be that of what it was asked
  return threads.filter((thread) => passesTime(thread) || (mayLoop && hasNearLimit(thread)));
}

/**
 * A thread of it lets time pass, and none sleeps on its connection, which would wake it: it may have been told, and have
 * gone on as if all were well.
 */
export function mayHaveSwallowed(seen: Case): boolean {
  const look = ofKind(seen.observations, "waiting").findLast(({ role }) => role === "client");
  const endedNs = seen.ending?.arrivedAtNs ?? Number.POSITIVE_INFINITY;
  if (look === undefined || look.atNs < endedNs || !hasUsedDead(seen)) return false;
  const letsPass = look.threads.some(passesTime);
  return letsPass && !look.threads.some(waitsOnConnection);
}
