// Which sockets call for a look at what their owners wait for: on a busy machine nearly all do not.

import type { SocketDetails } from "../../sys/socket-details.ts";
import { plainAddress } from "./facts.ts";
import type { InspectedSocket } from "./scan.ts";

export function isSuspect(socket: SocketDetails, unreachable: ReadonlySet<string>): boolean {
  const { state, recvQ, retries, remote } = socket;
  if (state === "CLOSE_WAIT" || recvQ > 0) return true;
  if (state === "LISTEN") return false;
  return retries > 1 || (unreachable.size > 0 && unreachable.has(plainAddress(remote.address)));
}

/** Whether a finding may come of it, so that all the kernel knows about it is wanted. */
export function isTelling(socket: InspectedSocket, unreachable: ReadonlySet<string>): boolean {
  return socket.inode === 0 || socket.holders.length > 1 || isSuspect(socket, unreachable);
}
