// /proc as data: processes, their trees, their descriptors (proc(5)).
//
// There are three results. What is gone (a process may end at any time) is undefined, or an empty list. What is there
// but may not be looked at is "hidden" and never taken for gone: another user's process, or one that has made itself
// undumpable (PR_SET_DUMPABLE, prctl(2)). Any other error (EMFILE, for example) means that nothing was observed, and is
// thrown.

import { existsSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { parseStat } from "./process-stat.ts";

export interface ProcStat {
  readonly pid: number;
  readonly parent: number;
  /** The letter of /proc/PID/stat: R running, S asleep, Z zombie, T stopped. */
  readonly state: string;
  readonly name: string;
}

/** Without /proc no process can be found, and so none be ended. */
export function isProcMounted(): boolean {
  return existsSync(`/proc/${process.pid}/stat`);
}

/** One row of /proc/PID/stat, which everybody may read; undefined when there is no such process. */
export function readProcess(pid: number): ProcStat | undefined {
  const row = readStat(`/proc/${pid}/stat`);
  return row && { pid, ...row };
}

/** The id of its session, which its children are in, too, unless they begin one of their own; undefined when it is gone. */
export function readSession(pid: number): number | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  return stat === undefined ? undefined : parseStat(stat).session;
}

function readStat(path: string): Omit<ProcStat, "pid"> | undefined {
  const stat = readIfThere(path);
  if (stat === undefined) return undefined;
  const { parent, state, name } = parseStat(stat);
  return { parent, state, name };
}

/** USER_HZ, which is 100 on every architecture that Node runs on. */
const TICK_MS = 10;

/**
 * Processor time of the processes, and of those of their children that have been waited for, in milliseconds
 * (utime, stime, cutime and cstime of proc(5)).
 */
export function readProcessorMs(tree: readonly Pick<ProcStat, "pid">[]): number {
  const ticks = tree.flatMap(({ pid }) => {
    const stat = readIfThere(`/proc/${pid}/stat`) ?? "";
    return stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 15)
      .map(Number);
  });
  return ticks.reduce((sum, each) => sum + each, 0) * TICK_MS;
}

/** Whether every thread of it has stopped: SIGSTOP takes effect only once each has come to run. */
export function isStopped(pid: number): boolean {
  const threads = listIfThere(`/proc/${pid}/task`).flatMap(
    (tid) => readStat(`/proc/${pid}/task/${tid}/stat`) ?? [],
  );
  return threads.length > 0 && threads.every(({ state }) => state === "T");
}

/** The process and all its descendants, parents before their children. Empty when it is gone. */
export function readTree(root: number): ProcStat[] {
  const tree: ProcStat[] = [];
  const pids = [root];
  for (const pid of pids) {
    const row = readProcess(pid);
    if (row === undefined) continue;
    tree.push(row);
    pids.push(...readChildren(pid));
  }
  return tree;
}

/** `/proc/PID/task/TID/children`, which lists what each thread has started (CONFIG_PROC_CHILDREN). */
export function readChildren(pid: number): number[] {
  return listIfThere(`/proc/${pid}/task`).flatMap((tid) =>
    (readIfThere(`/proc/${pid}/task/${tid}/children`) ?? "").split(" ").filter(Boolean).map(Number),
  );
}

/** Whether it has closed its descriptors: it is gone, or a zombie whose last thread has ended. */
export function hasEnded(pid: number): boolean {
  const row = readProcess(pid);
  return row === undefined || (row.state === "Z" && listIfThere(`/proc/${pid}/task`).length <= 1);
}

/** `/proc/PID/fd` as numbers and what they point to (`socket:[123]`, `/dev/pts/3`); undefined when it is hidden. */
export function readDescriptors(pid: number): ReadonlyMap<number, string> | undefined {
  const descriptors = new Map<number, string>();
  const isSeen = eachDescriptor(pid, (target, fd) => {
    descriptors.set(Number(fd), target);
    return true;
  });
  return isSeen ? descriptors : undefined;
}

/** What one of them points to; undefined when it is closed, or hidden. */
export function readDescriptor(pid: number, fd: number | string): string | undefined {
  return unlessHidden(() => unlessGone(() => readlinkSync(`/proc/${pid}/fd/${fd}`)));
}

export function socketTarget(inode: number): string {
  return `socket:[${inode}]`;
}

/** Who holds a socket, as far as that can be seen. */
export interface Holders {
  /** In the order of the tree. */
  readonly holders: readonly ProcStat[];
  /** Processes that may not be looked at: each of them may hold it as well. */
  readonly hidden: readonly number[];
}

/** The processes of `tree` that hold the socket. */
export function findHolders(tree: readonly ProcStat[], inode: number): Holders {
  const holders: ProcStat[] = [];
  const hidden: number[] = [];
  if (inode === 0) return { holders, hidden };
  const wanted = socketTarget(inode);
  for (const row of tree) {
    let isHolder = false;
    const isSeen = eachDescriptor(row.pid, (target) => {
      isHolder = target === wanted;
      return !isHolder;
    });
    if (isHolder) holders.push(row);
    else if (!isSeen) hidden.push(row.pid);
  }
  return { holders, hidden };
}

export interface HeldSockets {
  readonly inodes: ReadonlySet<number>;
  /** Processes that may not be looked at, and may hold more. */
  readonly hidden: readonly number[];
}

/** The inodes of all sockets that processes of `tree` hold: for many sockets, since each process is looked at once. */
export function readHeldSockets(tree: readonly ProcStat[]): HeldSockets {
  const inodes = new Set<number>();
  const hidden: number[] = [];
  for (const { pid } of tree) {
    const isSeen = eachDescriptor(pid, (target) => {
      if (target.startsWith("socket:[")) inodes.add(Number(target.slice("socket:[".length, -1)));
      return true;
    });
    if (!isSeen) hidden.push(pid);
  }
  return { inodes, hidden };
}

/**
 * Visits the descriptors of a process until `visit` returns false. Returns whether they could be seen: a process that ends
 * has none.
 */
function eachDescriptor(pid: number, visit: (target: string, fd: string) => boolean): boolean {
  for (let look = 1; ; look += 1) {
    const isSeen = tryEachDescriptor(pid, visit);
    if (isSeen || look === LOOKS) return isSeen;
  }
}

/** While a process executes another program there are moments in which nobody may look (execve(2)). */
const LOOKS = 3;

function tryEachDescriptor(pid: number, visit: (target: string, fd: string) => boolean): boolean {
  try {
    const fds = listIfThere(`/proc/${pid}/fd`);
    for (const fd of fds) {
      const target = unlessGone(() => readlinkSync(`/proc/${pid}/fd/${fd}`));
      if (target !== undefined && !visit(target, fd)) return true;
    }
    // A main thread that has ended before the others shows none of what they share.
    return fds.length > 0 || readProcess(pid)?.state !== "Z" || isEnding(pid);
  } catch (error) {
    if (!isHidden(error)) throw error;
    // A process that ends gives up its memory first, and then its directory is root's (fs/proc/base.c, task_dump_owner).
    return isEnding(pid);
  }
}

/** Whether each thread of it has ended, is about to, or has been sent SIGKILL, as each is when their process ends. */
function isEnding(pid: number): boolean {
  return listIfThere(`/proc/${pid}/task`).every((tid) => {
    const stat = readIfThere(`/proc/${pid}/task/${tid}/stat`) ?? "";
    const flags = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[6] ?? PF_EXITING);
    if ((flags & PF_EXITING) !== 0) return true;
    const status = readIfThere(`/proc/${pid}/task/${tid}/status`) ?? "";
    const pending = /^SigPnd:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0";
    return (BigInt(`0x${pending}`) & SIGKILL_BIT) !== 0n;
  });
}

const PF_EXITING = 0x4;
const SIGKILL_BIT = 1n << 8n;

/** Undefined when it is gone. Throws when it is hidden. */
export function readIfThere(path: string): string | undefined {
  return unlessGone(() => readFileSync(path, "utf8"));
}

/** Undefined when it is gone, or hidden: for what is left out of the record in either case. */
export function readIfAllowed(path: string): string | undefined {
  return unlessHidden(() => readIfThere(path));
}

/** Empty when it is gone. Throws when it is hidden. */
export function listIfThere(path: string): string[] {
  return unlessGone(() => readdirSync(path)) ?? [];
}

/** Whether a look failed because what was looked for is not there (any more). */
export function isGone(error: unknown): boolean {
  return ["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "");
}

/** Whether a look failed because it is not allowed. */
export function isHidden(error: unknown): boolean {
  return ["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "");
}

const unlessGone = <T>(look: () => T): T | undefined => unless(isGone, look);
const unlessHidden = <T>(look: () => T): T | undefined => unless(isHidden, look);

function unless<T>(isAnswer: (error: unknown) => boolean, look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (isAnswer(error)) return undefined;
    throw error;
  }
}
