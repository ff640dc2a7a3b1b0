// /proc as data: processes, their trees, their descriptors (proc(5)). A process that ends meanwhile is simply not there.

import { readFileSync, readdirSync, readlinkSync } from "node:fs";

export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  /** The letter of /proc/PID/stat: R running, S asleep, Z zombie, T stopped. */
  readonly state: string;
  readonly name: string;
}

/** One row of /proc/PID/stat; undefined when there is no such process. */
export function readProcess(pid: number): ProcessRow | undefined {
  const row = readStat(`/proc/${pid}/stat`);
  return row && { pid, ...row };
}

function readStat(path: string): Omit<ProcessRow, "pid"> | undefined {
  const stat = readIfThere(path);
  if (stat === undefined) return undefined;
  // The name stands in parentheses and may contain anything, parentheses too.
  const close = stat.lastIndexOf(")");
  const [state = "?", parent = "0"] = stat.slice(close + 2).split(" ");
  return { parent: Number(parent), state, name: stat.slice(stat.indexOf("(") + 1, close) };
}

/** Whether every thread of it has stopped: SIGSTOP takes effect only once each has come to run. */
export function isStopped(pid: number): boolean {
  const threads = listIfThere(`/proc/${pid}/task`).flatMap(
    (tid) => readStat(`/proc/${pid}/task/${tid}/stat`) ?? [],
  );
  return threads.length > 0 && threads.every(({ state }) => state === "T");
}

/** The process and all its descendants, parents before their children. Empty when it is gone. */
export function readTree(root: number): ProcessRow[] {
  const tree: ProcessRow[] = [];
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

/** `/proc/PID/fd` as numbers and what they point to: `socket:[123]`, `/dev/pts/3`. */
export function readDescriptors(pid: number): Map<number, string> {
  const descriptors = new Map<number, string>();
  for (const fd of listIfThere(`/proc/${pid}/fd`)) {
    const target = readDescriptor(pid, fd);
    if (target !== undefined) descriptors.set(Number(fd), target);
  }
  return descriptors;
}

/** What one of them points to; undefined when it is closed. */
export function readDescriptor(pid: number, fd: number | string): string | undefined {
  return readlinkIfThere(`/proc/${pid}/fd/${fd}`);
}

export function socketTarget(inode: number): string {
  return `socket:[${inode}]`;
}

/** The processes of `tree` that hold the socket. */
export function findHolders(tree: readonly ProcessRow[], inode: number): ProcessRow[] {
  if (inode === 0) return [];
  const target = socketTarget(inode);
  return tree.filter(({ pid }) =>
    listIfThere(`/proc/${pid}/fd`).some((fd) => readDescriptor(pid, fd) === target),
  );
}

/** The inodes of all sockets that processes of `tree` hold: for many sockets, since each process is looked at once. */
export function readHeldSockets(tree: readonly ProcessRow[]): ReadonlySet<number> {
  const inodes = new Set<number>();
  for (const { pid } of tree) {
    for (const target of readDescriptors(pid).values()) {
      if (target.startsWith("socket:[")) inodes.add(Number(target.slice("socket:[".length, -1)));
    }
  }
  return inodes;
}

export function readIfThere(path: string): string | undefined {
  return ifThere(() => readFileSync(path, "utf8"));
}

export function listIfThere(path: string): string[] {
  return ifThere(() => readdirSync(path)) ?? [];
}

function readlinkIfThere(path: string): string | undefined {
  return ifThere(() => readlinkSync(path));
}

/** Gone (ENOENT, ESRCH) and not ours to look at (EACCES, EPERM) both mean: nothing to be seen here. */
function ifThere<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
