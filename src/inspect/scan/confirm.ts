// Whether what was seen is still so: between the first look and the last a process may have ended, closed the socket, or
// read what was unread, and is not to be blamed.

import { socketTarget } from "../../sys/proc.ts";
import { type SocketDetails, readSocketsAgain, readSocketsIn } from "../../sys/socket-details.ts";
import { stillHolds } from "./owners.ts";
import type { InspectedSocket, Scan } from "./scan.ts";

/** The scan with only those of the blamed sockets that are still as they were. */
export function confirm(scan: Scan, blamed: readonly InspectedSocket[]): Scan {
  if (blamed.length === 0) return scan;
  const now = new Map(readAgain(blamed).map((row) => [row.cookie, row]));
  const changed = new Set(blamed.filter((socket) => !isSame(socket, now.get(socket.cookie), scan)));
  if (changed.size === 0) return scan;
  return { ...scan, sockets: scan.sockets.filter((socket) => !changed.has(socket)) };
}

/** To ask for one of ten thousand is cheaper than for all, and for many it is not. */
const ONE_BY_ONE = 200;

/** Those that have left their state are left out, as they may be: they are not as they were. */
function readAgain(blamed: readonly InspectedSocket[]): SocketDetails[] {
  const established = blamed.filter(({ state }) => state === "ESTABLISHED");
  const states = new Set(blamed.map(({ state }) => state));
  const asked = established.length > ONE_BY_ONE ? [] : readSocketsAgain(established);
  if (asked.length === established.length) states.delete("ESTABLISHED");
  return [...asked, ...readSocketsIn(states)];
}

function isSame(was: InspectedSocket, is: SocketDetails | undefined, { processes }: Scan): boolean {
  if (is === undefined || is.state !== was.state || is.recvQ < was.recvQ) return false;
  if (is.inode !== was.inode || is.retries < Math.min(was.retries, 1)) return false;
  return was.holders.every(({ pid, fd }) => {
    const view = processes.get(pid);
    return view !== undefined && stillHolds(view, fd, socketTarget(was.inode));
  });
}
