// One look at the machine: its sockets, who holds them, what the holders wait for. Reads only; nothing is stopped or slowed.

import { isSystemError } from "../../sys/libc.ts";
import { readUnreachable } from "../../sys/neighbours.ts";
import { socketTarget } from "../../sys/proc.ts";
import { type SocketDetails, readSocketDetails } from "../../sys/socket-details.ts";
import { readRetransmission, readSynRetries } from "../../sys/tcp-settings.ts";
import { compareAttempts, readAttempts } from "./attempts.ts";
import { attentionOf } from "./attention.ts";
import { type Owners, listPids, readOwners, readProcessView, stillHolds } from "./owners.ts";
import { readWaits } from "./read-waits.ts";
import type { InspectedSocket, NotVisible, ProcessView, Scan } from "./scan.ts";
import { watchSpins } from "./spins.ts";
import { isSuspect } from "./suspects.ts";

export interface ScanOptions {
  readonly minAgeMs: number;
  /** Only what these processes hold matters; left out: all that may be looked at. */
  readonly pids?: readonly number[];
  /** Whether to look at what every owner waits for, and not only where something calls for it. */
  readonly all: boolean;
}

const NOBODY: InspectedSocket["holders"] = [];

export async function takeScan({ minAgeMs, pids, all }: ScanOptions): Promise<Scan> {
  const atMs = Date.now();
  const attempts = pids === undefined ? readAttempts() : undefined;
  const rows = readSocketDetails();
  const unreachable = unlessRefused(readUnreachable, new Set<string>());
  const inodes = new Set(rows.map(({ inode }) => inode));
  const owners = readOwners(listPids(), inodes);
  const sockets = rows.map((row) => Object.assign(row, { holders: owners.holders.get(row.inode) ?? NOBODY }));
  const chosen = new Set(pids);
  const isChosen = ({ pid }: { readonly pid: number }): boolean => pids === undefined || chosen.has(pid);
  const suspects = sockets.filter((socket) =>
    all ? socket.holders.some(isChosen) : isSuspect(socket, unreachable),
  );
  const processes = readProcesses(owners, waitedFor(sockets, suspects));
  const scan = {
    atMs,
    minAgeMs,
    sockets,
    processes,
    unreachable,
    kernel: { ...readRetransmission(), synRetries: readSynRetries() },
    notVisible: countNotVisible(sockets, owners.hidden, pids),
  };
  const spinning = await lookForSpins(scan);
  const rate = await compareAttempts(attempts);
  return { ...scan, processes: spinning, ...(rate !== undefined && { attempts: rate }) };
}

/** Where a netlink family is refused (a sandbox), what it would have shown is unknown. */
function unlessRefused<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return otherwise;
  }
}

/** The processes whose waits matter: holders of suspects, of what is held twice, and of sockets that listen for suspects. */
function waitedFor(
  sockets: readonly InspectedSocket[],
  suspects: readonly InspectedSocket[],
): ReadonlySet<number> {
  const ports = new Set(suspects.filter(({ inode }) => inode === 0).map(({ local }) => local.port));
  const more = sockets.filter(({ state, local, holders }) =>
    state === "LISTEN" ? ports.has(local.port) : holders.length > 1,
  );
  return new Set([...suspects, ...more].flatMap(({ holders }) => holders.map(({ pid }) => pid)));
}

function readProcesses(owners: Owners, wanted: ReadonlySet<number>): Map<number, ProcessView> {
  const views = new Map<number, ProcessView>();
  for (const [pid, targets] of owners.descriptors) {
    const view = readProcessView(pid, targets.size);
    if (view === undefined) continue;
    views.set(pid, wanted.has(pid) ? { ...view, waits: readWaits(pid, targets) } : view);
  }
  return views;
}

/** A process that runs while it has an end of file may be reading it over and over: only watching it shows that. */
async function lookForSpins(scan: Scan): Promise<ReadonlyMap<number, ProcessView>> {
  const ended = scan.sockets.filter(({ state }) => state === "CLOSE_WAIT");
  const busy = ended.filter((socket) => attentionOf(socket, scan).kind === "busy");
  const pids = [...new Set(busy.flatMap(({ holders }) => holders.map(({ pid }) => pid)))];
  if (pids.length === 0) return scan.processes;
  const spins = await watchSpins(pids);
  return new Map(
    [...scan.processes].map(([pid, view]) => {
      const found = spins.get(pid) ?? [];
      return [pid, found.length === 0 ? view : { ...view, spins: found }];
    }),
  );
}

function countNotVisible(
  sockets: readonly InspectedSocket[],
  hidden: readonly number[],
  pids: readonly number[] | undefined,
): NotVisible {
  const unheld =
    pids !== undefined ? [] : sockets.filter(({ inode, holders }) => inode !== 0 && holders.length === 0);
  return {
    processes: pids === undefined ? hidden.length : hidden.filter((pid) => pids.includes(pid)).length,
    connections: unheld.length,
    closeWait: unheld.filter(({ state }) => state === "CLOSE_WAIT").length,
  };
}

/**
 * The scan with only those sockets that are still as they were: between the first look and the last a process may have
 * ended, closed the socket, or read what was unread, and is not to be blamed.
 */
export function confirm(scan: Scan, blamed: readonly InspectedSocket[]): Scan {
  if (blamed.length === 0) return scan;
  const now = new Map(readSocketDetails().map((row) => [row.cookie, row]));
  const changed = new Set(blamed.filter((socket) => !isSame(socket, now.get(socket.cookie), scan)));
  if (changed.size === 0) return scan;
  return { ...scan, sockets: scan.sockets.filter((socket) => !changed.has(socket)) };
}

function isSame(was: InspectedSocket, is: SocketDetails | undefined, { processes }: Scan): boolean {
  if (is === undefined || is.state !== was.state || is.recvQ < was.recvQ) return false;
  if (is.inode !== was.inode || is.retries < Math.min(was.retries, 1)) return false;
  return was.holders.every(({ pid, fd }) => {
    const view = processes.get(pid);
    return view !== undefined && stillHolds(view, fd, socketTarget(was.inode));
  });
}
