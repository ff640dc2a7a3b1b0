// Whether the owner of a socket will notice what comes on it: whether one of its threads waits for it.

import type { Waited } from "../../sys/wait-sets.ts";
import type { InspectedSocket, ProcessView, ProcessWaits, Scan, ThreadSleep } from "./scan.ts";

export type Attention =
  /** A thread sleeps until there is something to read on it. */
  | { readonly kind: "watched"; readonly tid: number; readonly edge: boolean }
  /** A thread runs, and may be about to read it. */
  | { readonly kind: "busy" }
  /** The process is stopped by a signal: none of its threads runs. */
  | { readonly kind: "stopped" }
  | {
      readonly kind: "elsewhere";
      /** A thread sleeps until it can write somewhere else: what it does not read meanwhile is not forgotten. */
      readonly isWriting: boolean;
      /** An epoll descriptor that would report it, but on which no thread waits. */
      readonly idleSet?: number;
    }
  | { readonly kind: "unknown"; readonly why: string };

/** Of several holders, the one that pays the most attention counts. */
export function attentionOf(socket: InspectedSocket, { processes }: Pick<Scan, "processes">): Attention {
  const all = socket.holders.map(({ pid, fd }) => attentionOfProcess(socket, fd, processes.get(pid)));
  for (const kind of ["watched", "busy", "unknown"] as const) {
    const found = all.find((each) => each.kind === kind);
    if (found !== undefined) return found;
  }
  const writing = all.find((each) => each.kind === "elsewhere" && each.isWriting);
  return writing ?? all[0] ?? { kind: "unknown", why: "no process that may be looked at holds it" };
}

function attentionOfProcess(socket: InspectedSocket, fd: number, view: ProcessView | undefined): Attention {
  if (view?.isStopped === true) return { kind: "stopped" };
  const waits = view?.waits;
  if (waits === undefined || waits.threads.length === 0)
    return { kind: "unknown", why: "its threads may not be looked at" };
  const wanted = { fd, inode: socket.inode };
  for (const thread of waits.threads) {
    const found = findWatch(thread, waits, wanted);
    if (found !== undefined) return { kind: "watched", tid: thread.tid, edge: found.edge === true };
  }
  if (waits.threads.some(({ call }) => call === "running")) return { kind: "busy" };
  const why = waits.threads.map((thread) => whyUnknown(thread, waits)).find((each) => each !== undefined);
  if (why !== undefined) return { kind: "unknown", why };
  const idleSet = [...waits.sets].find(([, set]) => set.some((each) => isReadBy(each, wanted)))?.[0];
  return {
    kind: "elsewhere",
    isWriting: waits.threads.some((thread) => waitsToWrite(thread, waits, socket, fd)),
    ...(idleSet !== undefined && { idleSet }),
  };
}

interface Wanted {
  readonly fd: number;
  readonly inode: number;
}

/** epoll(7) keeps the file itself; a number alone may have been used again. */
function isReadBy({ fd, reads, inode }: Waited, wanted: Wanted): boolean {
  return reads !== false && (inode === undefined ? fd === wanted.fd : inode === wanted.inode);
}

const EPOLL = /^epoll_/;

/** What it waits for, with the sets of the epoll descriptors among it. */
function allWaited(thread: ThreadSleep, { sets }: ProcessWaits): readonly Waited[] {
  // Where its arguments cannot be seen, it may wait on any of the sets.
  if (!thread.isWhole && EPOLL.test(thread.call)) return [...sets.values()].flat();
  const nested = thread.on.flatMap(({ fd }) => sets.get(fd) ?? []);
  return [...thread.on, ...nested, ...nested.flatMap(({ fd }) => sets.get(fd) ?? [])];
}

function findWatch(thread: ThreadSleep, waits: ProcessWaits, wanted: Wanted): Waited | undefined {
  return allWaited(thread, waits).find((each) => isReadBy(each, wanted));
}

/** On the connection itself only where its peer is what keeps it from writing: else it does not wait. */
function waitsToWrite(
  thread: ThreadSleep,
  waits: ProcessWaits,
  { sendQ }: InspectedSocket,
  fd: number,
): boolean {
  if (!thread.isWhole && /^(write|send)/.test(thread.call)) return true;
  return allWaited(thread, waits).some(
    ({ fd: waited, reads, writes }) => reads === false && writes !== false && (waited !== fd || sendQ > 0),
  );
}

/** A wait that says nothing about what it is for. */
function whyUnknown({ name, tid, call, isWhole }: ThreadSleep, waits: ProcessWaits): string | undefined {
  const thread = `thread ${name} (${tid})`;
  if (call === "io_uring_enter") return `${thread} waits for an io_uring, which does not show what for`;
  if (isWhole) return undefined;
  if (EPOLL.test(call) && waits.sets.size > 0) return undefined;
  if (["futex", "nanosleep", "accept", "wait4", "write"].includes(call)) return undefined;
  return `what ${thread} waits for may not be looked at (kernel.yama.ptrace_scope)`;
}
