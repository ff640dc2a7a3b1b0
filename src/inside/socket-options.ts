// Reads what the client has asked of its socket, from the socket itself: a duplicate of its descriptor, for a moment.

import { lookAtSocket } from "../sys/pidfd.ts";
import { findHolders } from "../sys/proc.ts";
import { readSocketOptions } from "../sys/socket.ts";
import { type Retransmission, readRetransmission } from "../sys/tcp-settings.ts";
import { rowsOf } from "../timeline/queries.ts";
import type { Experiment } from "./experiment.ts";
import { descriptorOf } from "./programs.ts";
import type { Session } from "./session.ts";

/** Records nothing where the client has no connection, or its process may not be looked into. */
export function recordSocketOptions({ experiment, connection }: Session): void {
  const inode = rowsOf(experiment.sockets.sample(), connection).client?.inode ?? 0;
  const [holder] = inode === 0 ? [] : findHolders(experiment.trees.of("client"), inode).holders;
  if (holder === undefined) return;
  const fd = descriptorOf(holder.pid, inode);
  if (fd === undefined) return;
  const options = lookAtSocket(holder.pid, { fd, inode }, readSocketOptions);
  if (options !== undefined)
    experiment.record({ kind: "socket-options", pid: holder.pid, ...options, ...retransmission(experiment) });
}

/** What holds for every connection of the client's host. */
function retransmission({ site }: Experiment): Retransmission {
  return site.on("client", readRetransmission);
}
