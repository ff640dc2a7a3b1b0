// One look at the machine: its sockets, who holds them, what the holders wait for. Reads only; nothing is stopped or slowed.

import { isSystemError } from "../../sys/libc.ts";
import { readUnreachable } from "../../sys/neighbours.ts";
import { type SocketDetails, readSocketDetails } from "../../sys/socket-details.ts";
import { readRetransmission, readSynRetries } from "../../sys/tcp-settings.ts";
import { compareAttempts, readAttempts } from "./attempts.ts";
import { attentionOf } from "./attention.ts";
import { type Owners, listPids, readOwners, readProcessView } from "./owners.ts";
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
  /** Whether to watch how many attempts to connect fail, which are the machine's and no single process's. */
  readonly attempts: boolean;
}

const NOBODY: InspectedSocket["holders"] = [];

export async function takeScan(options: ScanOptions): Promise<Scan> {
  const attempts = options.attempts ? readAttempts() : undefined;
  const { scan } = await takeWhole(options);
  const rate = await compareAttempts(attempts);
  return rate === undefined ? scan : { ...scan, attempts: rate };
}

/** Everything, from nothing: which processes hold which sockets is most of the work. */
export async function takeWhole(options: ScanOptions): Promise<{ scan: Scan; owners: Owners }> {
  const rows = readSocketDetails();
  const owners = readOwners(listPids(), new Set(rows.map(({ inode }) => inode)));
  return { scan: await examine(withHolders(rows, owners), owners, options), owners };
}

export function withHolders(
  rows: readonly SocketDetails[],
  { holders }: Pick<Owners, "holders">,
): readonly InspectedSocket[] {
  const sockets = rows as readonly (SocketDetails & { holders: InspectedSocket["holders"] })[];
  // In place: for ten thousands a copy of each would be most of the work.
  for (const socket of sockets) socket.holders = holders.get(socket.inode) ?? NOBODY;
  return sockets;
}

/** What the owners of the sockets wait for, where something about them calls for it. */
export async function examine(
  sockets: readonly InspectedSocket[],
  owners: Owners,
  { minAgeMs, pids, all }: ScanOptions,
): Promise<Scan> {
  const unreachable = readUnreachableIfAllowed();
  const chosen = new Set(pids);
  const isChosen = ({ pid }: { readonly pid: number }): boolean => pids === undefined || chosen.has(pid);
  const suspects = sockets.filter((socket) =>
    all ? socket.holders.some(isChosen) : isSuspect(socket, unreachable),
  );
  const scan = {
    atMs: Date.now(),
    minAgeMs,
    sockets,
    processes: readProcesses(owners, waitedFor(sockets, suspects)),
    unreachable,
    kernel: { ...readRetransmission(), synRetries: readSynRetries() },
    notVisible: countNotVisible(sockets, owners.hidden, pids),
  };
  return { ...scan, processes: await lookForSpins(scan) };
}

export function readUnreachableIfAllowed(): ReadonlySet<string> {
  return unlessRefused(readUnreachable, new Set<string>());
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
