// Reads what the client has asked of its socket, from the socket itself: a duplicate of its descriptor, for a moment.

import { readFileSync } from "node:fs";
import { close } from "../sys/io.ts";
import { isSystemError } from "../sys/libc.ts";
import { pidfdGetfd, pidfdOpen } from "../sys/pidfd.ts";
import { findHolders } from "../sys/proc.ts";
import { type SocketOptions, readSocketOptions } from "../sys/socket.ts";
import { rowsOf } from "../timeline/queries.ts";
import type { Experiment } from "./experiment.ts";
import { descriptorOf } from "./programs.ts";
import type { Session } from "./session.ts";

/** Records nothing where the client has no connection, or its process may not be looked into. */
export function recordSocketOptions({ experiment, connection }: Session): void {
  const inode = rowsOf(experiment.sockets.sample(), connection).client?.inode ?? 0;
  const [holder] = inode === 0 ? [] : findHolders(experiment.trees.of("client"), inode).holders;
  if (holder === undefined) return;
  const options = readOptionsOf(holder.pid, inode);
  if (options !== undefined)
    experiment.record({ kind: "socket-options", pid: holder.pid, ...options, ...retransmission(experiment) });
}

/** While the duplicate is open the connection does not end with the client's own descriptor: it is closed at once. */
function readOptionsOf(pid: number, inode: number): SocketOptions | undefined {
  const fd = descriptorOf(pid, inode);
  if (fd === undefined) return undefined;
  try {
    const pidfd = pidfdOpen(pid);
    try {
      const duplicate = pidfdGetfd(pidfd, fd);
      try {
        return readSocketOptions(duplicate);
      } finally {
        close(duplicate);
      }
    } finally {
      close(pidfd);
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined; // it has ended, or may not be looked into
  }
}

/** What holds for every connection of the client's host (ip-sysctl). */
function retransmission({ site }: Experiment): {
  readonly retries: number;
  readonly leastMs: number;
  readonly mostMs: number;
} {
  const read = (name: string, otherwise: number): number =>
    site.on("client", () => {
      try {
        return Number(readFileSync(`/proc/sys/net/ipv4/${name}`, "utf8"));
      } catch {
        return otherwise; // an older kernel, which has no such setting
      }
    });
  return {
    retries: read("tcp_retries2", 15),
    leastMs: read("tcp_rto_min_us", 200_000) / 1000,
    mostMs: read("tcp_rto_max_ms", 120_000),
  };
}
