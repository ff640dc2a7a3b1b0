// Where a server lives, an answer that was on its way when the run was over is neither there nor lost.

import type { Case } from "../../timeline/case.ts";
import { withoutHalfClose } from "../../timeline/half-closed.ts";
import { findExit, ofKind, rowsOf } from "../../timeline/queries.ts";
import { isUnderWay } from "../../timeline/under-way.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { HAS_FIN, bytesIn } from "./send-queues.ts";

/** Of a fault that the server survives, and of a client that has not ended, nor the connection. */
export function isStillComing(seen: Case): boolean {
  const { fault, observations } = seen;
  // Only such a fault has an amount: for how long, or how fast.
  if (fault?.amount === undefined || fault.pid === 0) return false;
  if (findExit(observations, "client") !== undefined) return false;
  return isUnderWay(withoutHalfClose(seen), observations.at(-1)?.atNs ?? 0);
}

/** The reason that such a row gives. */
export const STILL = "its answer was still on its way when the run was over: a larger --watch-ms shows more";
const LEFT =
  "the client has ended, and its kernel was still sending what it left when the run was over: --client 'CLIENT; sleep 5' shows more";

/**
 * What a client asks by itself may be answered in many pieces; what was typed is waited for, but for what TCP had not
 * delivered.
 */
export function settleComing(entry: SaidEntry, seen: Case): SaidEntry {
  const mayCome = entry.isOwn === true || entry.fate === "unacknowledged";
  if (entry.isLost !== true || !mayCome) return entry;
  const why = isStillComing(seen) ? STILL : isLeftToKernel(seen) ? LEFT : undefined;
  if (why === undefined) return entry;
  const { isLost: _, ...others } = entry;
  return { ...others, fate: "unknown", why };
}

/**
 * The client has ended, and waited for no answer, as none ever came; its kernel is still sending what it left (close(2)
 * returns at once), to a server that lives.
 */
function isLeftToKernel({ fault, observations, connection, segments }: Case): boolean {
  if (fault?.amount === undefined || fault.pid === 0 || connection === undefined) return false;
  if (segments.some(({ direction, length }) => direction === "server->client" && length > 0)) return false;
  const { client } = rowsOf(ofKind(observations, "sockets").at(-1)?.rows ?? [], connection);
  return client !== undefined && HAS_FIN.has(client.state) && bytesIn(client) > 0;
}

/** It was found to be on its way then. */
export function isYetToCome({ why }: SaidEntry): boolean {
  return why === STILL || why === LEFT;
}
