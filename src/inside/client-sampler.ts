// Samples the client while it is watched: what its threads sleep in, and whether it still holds its end of the
// connection.

import { readWaiting } from "../observe/waiting.ts";
import type { Program } from "../program/program.ts";
import { findHolders, readHeldSockets, readProcess, readProcessorMs } from "../sys/proc.ts";
import { readMainQueueWait, readQueueWaits } from "../sys/run-queue.ts";
import type { Connection } from "../tcp/endpoint.ts";
import { type Pace, createPace } from "../observe/pace.ts";
import type { AtNs, ProcessRow, SocketSample, ThreadWait } from "../timeline/observation.ts";
import { connectionUnderTest } from "../timeline/conversation.ts";
import { isHalfClosed } from "../timeline/half-closed.ts";
import { rowsOf } from "../timeline/queries.ts";
import { isSameLimit, waitsOnConnection } from "../timeline/waits.ts";
import { othersIn } from "../timeline/whose.ts";
import type { Sample, Timeline } from "./timeline.ts";
import type { Experiment } from "./experiment.ts";

/** The part of the time that sampling a calm client may take. */
const SHARE = 0.1;
/** The same for a client at work, which needs the processor itself. */
const AT_WORK_SHARE = 0.005;
/** A client counts as at work in a flood of segments, or after this many samples that found it running or moved on. */
const RESTLESS_LOOKS = 10;
/** How much of a calm client's time sampling may use in advance. */
const CREDIT_MS = 2;
/** Between two looks so much of the time for which nothing has happened may pass, and no more than so many milliseconds. */
const QUIET_SHARE = 0.05;
const QUIET_MOST_MS = 10;
/** Timers of Node may come so much too early. */
const EARLY_MS = 1;

export interface ClientSampler extends Sample {
  (always?: boolean): void;
}

/** Takes a sample, and records it if it has changed (or `always`). */
export function createClientSampler(experiment: Experiment, client: Pick<Program, "pid">): ClientSampler {
  const look = createHolderSampler(experiment, client);
  const sampleSpent = createSpentSampler(experiment);
  const paces = { calm: createPace(SHARE, CREDIT_MS), atWork: createPace(AT_WORK_SHARE, 0) };
  const { timeline } = experiment;
  let [lastSleep, restless, lookedNs] = ["", 0, timeline.now()];
  let recorded: readonly ThreadWait[] = [];
  const isEarly = (): boolean => timeline.now() - lookedNs < (gapMs(timeline, lookedNs) - EARLY_MS) * 1e6;
  const paceNow = (): Pace => (experiment.isBusy() || restless >= RESTLESS_LOOKS ? paces.atWork : paces.calm);
  const sample = (always = false): void => {
    sampleSpent(always);
    const pace = paceNow();
    if (!always && (pace.isResting() || isEarly())) return;
    const { pid, threads } = pace.look(() => {
      const { pids, inode } = look();
      return waitingOf(pids, inode);
    });
    if (threads.length === 0) return;
    const unseenMs = (timeline.now() - lookedNs) / 1e6;
    lookedNs = timeline.now();
    const sleep = JSON.stringify(threads.map(({ tid, call, on, timed }) => [tid, call, on, timed]));
    const isElsewhere = sleep !== lastSleep;
    // A loop that sleeps for another time is no more at work than before.
    const isRestless = isElsewhere || threads[0]?.call === "running";
    lastSleep = sleep;
    restless = isRestless ? Math.min(restless + 1, RESTLESS_LOOKS + 1) : Math.max(0, restless - 2);
    if (!always && !isElsewhere && !hasOtherLimit(threads, recorded)) return;
    recorded = threads;
    const hasLimit = threads.some(({ withinMs }) => withinMs !== undefined);
    const since = hasLimit ? { unseenMs: Math.ceil(unseenMs * 10) / 10 } : {};
    experiment.record({ kind: "waiting", role: "client", pid, ...since, threads });
  };
  return Object.assign(sample, { restMs: () => Math.max(paceNow().restMs(), gapMs(timeline, lookedNs)) });
}

/**
 * To wake the processor so often costs more than the looks do: since when a client sleeps in the same call need be known the
 * less closely the longer it has.
 */
function gapMs({ observations }: Timeline, lookedNs: AtNs): number {
  const news = observations.findLast(({ kind }) => kind !== "spent"); // that is noted all the time
  return Math.min(((lookedNs - (news?.atNs ?? 0)) / 1e6) * QUIET_SHARE, QUIET_MOST_MS);
}

function hasOtherLimit(now: readonly ThreadWait[], before: readonly ThreadWait[]): boolean {
  return now.some((thread, i) => !isSameLimit(thread, before[i] ?? thread));
}

/** Of several that hold the connection, the one that waits for it, if any does: the others may have inherited it. */
function waitingOf(
  pids: readonly number[],
  inode: number,
): { readonly pid: number; readonly threads: readonly ThreadWait[] } {
  const looks = pids.map((pid) => ({ pid, threads: readWaiting(pid, inode) }));
  return looks.find(({ threads }) => threads.some(waitsOnConnection)) ?? looks[0] ?? { pid: 0, threads: [] };
}

/** How often the processor time is asked for; of a long watch a part of it, so that there are not too many. */
const SPENT_MS = 100;
const SPENT_SHARE = 0.02;

function createSpentSampler(experiment: Experiment): (always: boolean) => void {
  const beganMs = performance.now();
  let lastMs = beganMs;
  const waited = { client: addUpWaits(readQueueWaits), server: addUpWaits(mainQueueWait) };
  return (always) => {
    const nowMs = performance.now();
    if (!always && nowMs - lastMs < Math.max(SPENT_MS, (nowMs - beganMs) * SPENT_SHARE)) return;
    lastMs = nowMs;
    const tree = experiment.trees.of("client");
    const isAtWork = tree.some(({ state }) => state === "R");
    const waitedMs = waited.client(tree);
    const serverWaitedMs = waited.server(experiment.trees.of("server"));
    experiment.record({
      kind: "spent",
      role: "client",
      ms: readProcessorMs(tree),
      isAtWork,
      ...(waitedMs !== undefined && { waitedMs }),
      ...(serverWaitedMs !== undefined && { serverWaitedMs }),
      lateMs: Math.round(experiment.lateMs()),
    });
  };
}

function mainQueueWait(pid: number): Map<number, number> {
  const ms = readMainQueueWait(pid);
  return new Map(ms === undefined ? [] : [[pid, ms]]);
}

/**
 * What threads waited that have ended since still counts: the sum never falls. Undefined while there is no number at all.
 */
function addUpWaits(
  read: (pid: number) => ReadonlyMap<number, number>,
): (tree: readonly ProcessRow[]) => number | undefined {
  const waits = new Map<number, number>();
  return (tree) => {
    for (const { pid } of tree) for (const [tid, ms] of read(pid)) waits.set(tid, ms);
    return waits.size === 0 ? undefined : Math.round([...waits.values()].reduce((sum, ms) => sum + ms, 0));
  };
}

/**
 * Which processes are the client, the newest first, and the inode of its socket, which stays known after the socket has gone
 * from the table. Records who holds it when that changes.
 */
function createHolderSampler(
  experiment: Experiment,
  client: Pick<Program, "pid">,
): () => { readonly pids: readonly number[]; readonly inode: number } {
  let [inode, pid, holding] = [0, 0, ""];
  let connection: Connection | undefined;
  const watched = new Set<number>();
  const watchEnd = (holder: number): void => {
    if (watched.has(holder)) return;
    watched.add(holder);
    try {
      experiment.processes.watchEnd(holder);
    } catch {
      // It has ended meanwhile, or may not be looked at: how it ends is not known then.
    }
  };
  return () => {
    const tree = experiment.trees.of("client");
    const now = connectionUnderTest(experiment.timeline.observations);
    if (now !== connection) [connection, inode] = [now, 0];
    if (connection === undefined) return { pids: [programProcess(tree, client.pid)], inode };
    // It never changes, so it is looked up once: each look takes time.
    if (inode === 0) inode = rowsOf(experiment.sockets.sample(), connection).client?.inode ?? 0;
    const { holders: owners, hidden } = findHolders(tree, inode);
    const holders = [...owners.map((owner) => owner.pid), ...hidden.map((each) => `hidden ${each}`)].join();
    if (inode !== 0 && holders !== holding) {
      const unseen = hidden.length > 0 ? { hidden } : {};
      experiment.record({ kind: "owners", end: "client", connection, inode, owners, ...unseen });
      holding = holders;
      // Behind a shell or a pipe: nobody else tells how that process ends.
      for (const owner of owners) if (owner.pid !== client.pid) watchEnd(owner.pid);
    }
    pid = owners.at(-1)?.pid ?? (readProcess(pid) ? pid : programProcess(tree, client.pid));
    return { pids: owners.length > 1 ? owners.map((owner) => owner.pid).toReversed() : [pid], inode };
  };
}

/** If the program is a shell that waits for the one command it runs, the command is the client. */
function programProcess(tree: readonly ProcessRow[], pid: number): number {
  const [root, only, ...others] = tree;
  return root?.name === "sh" && only !== undefined && others.length === 0 ? only.pid : pid;
}

/**
 * Established connections to the server's port that a process of the client holds, in the order of the table. (Until it runs
 * its own program, its first process has our descriptors, too.)
 */
export function clientConnections(experiment: Experiment): Connection[] {
  return connectionsIn(experiment, ({ state }) => state === "ESTABLISHED");
}

/**
 * Those on which a server can still answer: where none is established, those of which the client has closed its own half
 * with shutdown(2), as `nc -N` does after its input (UNP 6.6). A socket that is closed has no holder.
 */
export function answerableConnections(experiment: Experiment): Connection[] {
  const established = clientConnections(experiment);
  return established.length > 0 ? established : connectionsIn(experiment, isHalfClosed);
}

function connectionsIn(experiment: Experiment, isOpen: (row: SocketSample) => boolean): Connection[] {
  const open = experiment.sockets
    .sample()
    .filter((row) => isOpen(row) && row.remote.port === experiment.spec.port);
  if (open.length === 0) return [];
  const inodes = heldBy(experiment, open);
  const { known } = othersIn(experiment.timeline);
  return open
    .filter(({ inode, local }) => inodes.has(inode) && !known.has(local.port))
    .map(({ local, remote }) => ({ client: local, server: remote }));
}

/** What the client's processes hold; one of them may have become a daemon while its shell goes on. */
function heldBy({ trees }: Experiment, wanted: readonly SocketSample[]): ReadonlySet<number> {
  const { inodes } = readHeldSockets(trees.of("client"));
  if (wanted.some(({ inode }) => inodes.has(inode))) return inodes;
  trees.adopt("client");
  return readHeldSockets(trees.of("client")).inodes;
}

/** Every thread sleeps in a system call. */
export function isAsleep(threads: readonly ThreadWait[]): boolean {
  return threads.length > 0 && threads.every(({ call }) => call !== "running");
}
