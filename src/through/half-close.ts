// Shuts down the sending side of one end's socket, as the process that holds it could.

import { failure } from "../failure.ts";
import type { Experiment } from "../inside/experiment.ts";
import { rowsAt } from "../inside/listening.ts";
import { descriptorOf } from "../inside/programs.ts";
import type { Session } from "../inside/session.ts";
import { close } from "../sys/io.ts";
import { pidfdGetfd, pidfdOpen } from "../sys/pidfd.ts";
import { findHolders } from "../sys/proc.ts";
import { shutdownWrite } from "../sys/socket.ts";
import { rowsOf } from "../timeline/queries.ts";

type End = "client" | "server";

export interface SocketHolder {
  readonly pid: number;
  readonly inode: number;
}

/** The process that holds that end of the session's connection: it may yet have to accept it. */
export async function findSocketHolder({ experiment, connection }: Session, end: End): Promise<SocketHolder> {
  const look = (): SocketHolder | undefined => {
    const inode = rowsOf(rowsAt(experiment, connection.server.port), connection)[end]?.inode ?? 0;
    const pid = findHolders(experiment.trees.of(end), inode).holders.at(-1)?.pid;
    return pid === undefined ? undefined : { pid, inode };
  };
  const found = await experiment.timeline.until(`a process of the ${end} that holds the connection`, look, {
    limitMs: experiment.spec.startMs,
  });
  if (found !== undefined) return found;
  throw failure(
    3,
    `No process of the ${end} was seen to hold the connection.`,
    `The ${end} has it in a process of its own tree, run by the same user.`,
  );
}

export function shutDown(experiment: Experiment, by: End, { pid, inode }: SocketHolder): void {
  try {
    withSocket(pid, descriptorOf(pid, inode) ?? -1, (duplicate) => {
      const text = `shutdown(SHUT_WR) of the ${by}'s socket, as process ${pid} could do it`;
      experiment.record({ kind: "half-closed", by, text });
      shutdownWrite(duplicate);
    });
  } catch (error) {
    throw failure(
      3,
      `The ${by}'s socket could not be shut down: ${(error as Error).message}.`,
      "`deadpeer doctor` says what this machine allows.",
    );
  }
}

/** A duplicate keeps the socket open, so it is closed at once. */
function withSocket(pid: number, fd: number, act: (duplicate: number) => void): void {
  const pidfd = pidfdOpen(pid);
  try {
    const duplicate = pidfdGetfd(pidfd, fd);
    try {
      act(duplicate);
    } finally {
      close(duplicate);
    }
  } finally {
    close(pidfd);
  }
}
