// What the threads of a client sleep in, and whether the connection under test is among it.

import type { ThreadWait, WaitedDescriptor } from "../timeline/observation.ts";
import { describeTarget } from "../timeline/waits.ts";
import { readDescriptor, socketTarget } from "../sys/proc.ts";
import { listThreads, readThreadCall } from "../sys/thread-calls.ts";
import type { Waited } from "../sys/wait-sets.ts";

/**
 * The threads of `pid`, the main thread first. Empty when the process is gone, or hidden.
 *
 * @param connectionInode the inode of the client's end of the connection under test, 0 when there is none
 */
export function readWaiting(pid: number, connectionInode: number): ThreadWait[] {
  const describe = (waited: Waited): WaitedDescriptor => {
    const target = readDescriptor(pid, waited.fd) ?? "";
    const isConnection = connectionInode !== 0 && target === socketTarget(connectionInode);
    return {
      fd: waited.fd,
      what: describeTarget(target),
      isConnection,
      ...(waited.reads === false && { reads: false }),
    };
  };
  return listThreads(pid).flatMap((tid) => {
    const thread = readThreadCall(pid, tid);
    return thread === undefined ? [] : { ...thread, on: thread.on.map(describe) };
  });
}

/**
 * Whether a thread of `pid` sleeps until there is something to read on its standard input, whichever descriptor it knows
 * that by.
 *
 * @param input what the client's descriptor 0 pointed to when it was started: `/dev/pts/3`, `pipe:[42]`
 */
export function waitsForInput(pid: number, input: string): boolean {
  return listThreads(pid).some((tid) =>
    readThreadCall(pid, tid)?.on.some(
      ({ fd, reads }) => reads !== false && isSameInput(readDescriptor(pid, fd) ?? "", input),
    ),
  );
}

/** /dev/tty is the terminal of whoever opens it (tty(4)). */
function isSameInput(target: string, input: string): boolean {
  return target !== "" && (target === input || (target === "/dev/tty" && input.startsWith("/dev/pts/")));
}
