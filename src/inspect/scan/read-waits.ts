// What the threads of a process sleep in, and the sets that it has registered with epoll, as far as this user may see.

import { readIfAllowed } from "../../sys/proc.ts";
import {
  listThreads,
  nameByPlace,
  readEpollSet,
  readThreadCall,
  readThreadName,
} from "../../sys/thread-calls.ts";
import type { ProcessWaits, ThreadSleep } from "./scan.ts";

export function readWaits(pid: number, targets: ReadonlyMap<number, string>): ProcessWaits {
  const epolls = [...targets].filter(([, target]) => target === "anon_inode:[eventpoll]");
  return {
    threads: listThreads(pid).flatMap((tid) => readThread(pid, tid) ?? []),
    sets: new Map(epolls.map(([fd]) => [fd, readEpollSet(pid, fd) ?? []])),
    targets,
  };
}

/**
 * The system call takes the right to attach to the process (Yama forbids it for all but one's own descendants), the place in
 * the kernel only that to read about it (proc(5), ptrace(2)).
 */
function readThread(pid: number, tid: number): ThreadSleep | undefined {
  const call = readThreadCall(pid, tid);
  if (call !== undefined) return { ...call, isWhole: true };
  const state = /\) (\w)/.exec(readIfAllowed(`/proc/${pid}/task/${tid}/stat`) ?? "")?.[1];
  if (state === undefined || state === "Z" || state === "X") return undefined; // it has ended
  const name = readThreadName(pid, tid);
  if (state === "R") return { tid, name, call: "running", on: [], isWhole: false };
  return { tid, name, call: nameByPlace(pid, tid) ?? "unknown", on: [], isWhole: false };
}
