// Which sockets call for a look at what their owners wait for: on a busy machine nearly all do not.

import type { SocketDetails } from "../../sys/socket-details.ts";
import { plainAddress } from "./facts.ts";

export function isSuspect(socket: SocketDetails, unreachable: ReadonlySet<string>): boolean {
  const { state, recvQ, retries, remote } = socket;
  if (state === "CLOSE_WAIT" || recvQ > 0) return true;
  if (state === "LISTEN") return false;
  return retries > 1 || (unreachable.size > 0 && unreachable.has(plainAddress(remote.address)));
}
