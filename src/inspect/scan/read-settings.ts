// What programs have asked of their sockets, read from a duplicate that lives for microseconds.

import { lookAtSocket } from "../../sys/pidfd.ts";
import { readSocketOptions } from "../../sys/socket.ts";
import type { InspectedSocket } from "./scan.ts";

/** The socket with its settings, where they may be read. */
export function withSettings(socket: InspectedSocket): InspectedSocket {
  if (socket.state === "LISTEN" || socket.inode === 0) return socket;
  for (const { pid, fd } of socket.holders) {
    const settings = lookAtSocket(pid, { fd, inode: socket.inode }, readSocketOptions);
    if (settings !== undefined) return { ...socket, settings };
  }
  return socket;
}
