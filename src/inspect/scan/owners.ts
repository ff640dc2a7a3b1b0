// Which processes hold which sockets: one look at the descriptors of every process that may be looked at.

import { readlinkSync } from "node:fs";
import { isHidden, listIfThere, readDescriptors, readIfAllowed } from "../../sys/proc.ts";
import { parseStat } from "../../sys/process-stat.ts";
import type { Holder, ProcessView } from "./scan.ts";

export interface Owners {
  /** By the socket's inode. */
  readonly holders: ReadonlyMap<number, readonly Holder[]>;
  readonly descriptors: ReadonlyMap<number, ReadonlyMap<number, string>>;
  /** Processes that may not be looked at. */
  readonly hidden: readonly number[];
}

export function listPids(): number[] {
  return listIfThere("/proc")
    .map(Number)
    .filter((pid) => pid > 0);
}

/** @param inodes the sockets that matter: others are passed over */
export function readOwners(pids: readonly number[], inodes: ReadonlySet<number>): Owners {
  const holders = new Map<number, Holder[]>();
  const descriptors = new Map<number, ReadonlyMap<number, string>>();
  const hidden: number[] = [];
  for (const pid of pids) {
    const targets = readDescriptors(pid);
    if (targets === undefined) {
      if (!isKernelThread(pid)) hidden.push(pid);
      continue;
    }
    let isHolder = false;
    for (const [fd, target] of targets) {
      const inode = inodeOf(target);
      if (inode === undefined || !inodes.has(inode)) continue;
      isHolder = true;
      const known = holders.get(inode);
      if (known === undefined) holders.set(inode, [{ pid, fd }]);
      else if (!known.some((holder) => holder.pid === pid)) known.push({ pid, fd });
    }
    if (isHolder) descriptors.set(pid, targets);
  }
  return { holders, descriptors, hidden };
}

function inodeOf(target: string): number | undefined {
  return target.startsWith("socket:[") ? Number(target.slice("socket:[".length, -1)) : undefined;
}

const PF_KTHREAD = 0x200000;

/** A thread of the kernel's own has no descriptors to hide. */
function isKernelThread(pid: number): boolean {
  const stat = readIfAllowed(`/proc/${pid}/stat`);
  return stat !== undefined && (parseStat(stat).flags & PF_KTHREAD) !== 0;
}

/** Undefined when it is gone. */
export function readProcessView(pid: number, descriptors: number): ProcessView | undefined {
  const stat = readIfAllowed(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const { name, parent, startTicks, state } = parseStat(stat);
  const limit = /^Max open files\s+(\d+)/m.exec(readIfAllowed(`/proc/${pid}/limits`) ?? "")?.[1];
  return {
    pid,
    name,
    parent,
    startTicks,
    isStopped: state === "T" || state === "t",
    descriptors,
    ...(limit !== undefined && { descriptorLimit: Number(limit) }),
  };
}

/** Whether it is still the process that was looked at, and its descriptor still that socket. */
export function stillHolds({ pid, startTicks }: ProcessView, fd: number, target: string): boolean {
  const stat = readIfAllowed(`/proc/${pid}/stat`);
  if (stat === undefined || parseStat(stat).startTicks !== startTicks) return false;
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`) === target;
  } catch (error) {
    if (isHidden(error) || ["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? ""))
      return false;
    throw error;
  }
}
