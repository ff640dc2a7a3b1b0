// The process that serves the connection: found by the socket it holds, and stopped for a moment.

import { findHolders, hasEnded, isStopped } from "../sys/proc.ts";
import type { Connection } from "../tcp/endpoint.ts";
import type { TcpState } from "../tcp/states.ts";
import type { ProcessRow } from "../timeline/observation.ts";
import { rowsOf } from "../timeline/queries.ts";
import type { Experiment } from "./experiment.ts";
import { listeningOn, rowsAt } from "./listening.ts";
import { mortalPort } from "./programs.ts";

export interface Serving {
  readonly inode: number;
  /** The holders of the server's end; usually one. Parents come before their children. */
  readonly owners: readonly ProcessRow[];
}

/** Undefined while no process of the server's tree has accepted the connection, as far as they may be looked at. */
export function findServing(experiment: Experiment, connection: Connection): Serving | undefined {
  const inode = rowsOf(rowsAt(experiment, connection.server.port), connection).server?.inode ?? 0;
  const { holders: owners } = findHolders(experiment.trees.of("server"), inode);
  return owners.length > 0 ? { inode, owners } : undefined;
}

/**
 * Its program has closed the server's end, which the kernel keeps until all that was written is acknowledged, and the FIN.
 */
export function isClosedByServer(experiment: Experiment, connection: Connection): boolean {
  const { server } = rowsOf(rowsAt(experiment, connection.server.port), connection);
  return server?.inode === 0 && CLOSED.has(server.state);
}

const CLOSED: ReadonlySet<TcpState> = new Set(["FIN_WAIT1", "FIN_WAIT2", "CLOSING", "LAST_ACK"]);

/**
 * The listening socket, and the first process of the server that holds it, or the server's first where none may be looked
 * at.
 */
export function findListener(experiment: Experiment): {
  readonly inode: number;
  readonly pid: number | undefined;
} {
  const { spec, trees } = experiment;
  const inode = listeningOn(experiment, mortalPort(spec))?.inode ?? 0;
  const { holders } = findHolders(trees.of("server"), inode);
  return { inode, pid: (holders.at(0) ?? trees.of("server").at(0))?.pid };
}

export function recordOwners(
  experiment: Experiment,
  connection: Connection,
  { inode, owners }: Serving,
): void {
  experiment.record({ kind: "owners", end: "server", connection, inode, owners });
}

/** Records the server's processes, and which of them hold the listening socket. */
export function recordProcesses(experiment: Experiment): void {
  const listening = listeningOn(experiment, mortalPort(experiment.spec));
  experiment.processes.snapshot(experiment.trees.of("server"), listening?.inode ?? 0);
}

/** Records the server's processes whenever they have changed since the last call. */
export function createProcessSampler(experiment: Experiment): () => void {
  let last = "";
  return () => {
    const now = JSON.stringify(experiment.trees.of("server").map(({ pid, state }) => [pid, state === "Z"]));
    if (now !== last) recordProcesses(experiment);
    last = now;
  };
}

/** Stops the process while `meanwhile` runs, so that the client can be seen to wait for its answer. */
export async function holdWhile(
  experiment: Experiment,
  pid: number,
  meanwhile: () => Promise<void>,
): Promise<void> {
  process.kill(pid, "SIGSTOP");
  try {
    await waitForStop(experiment, pid);
    await meanwhile();
  } finally {
    letGoOn(pid);
  }
}

/** If it has ended meanwhile, what came of that is told elsewhere. */
function letGoOn(pid: number): void {
  try {
    process.kill(pid, "SIGCONT");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Until it has stopped it can still read. Returns whether it has, or has ended and cannot read either. */
export async function waitForStop(experiment: Experiment, pid: number): Promise<boolean> {
  const stopped = await experiment.timeline.watch(
    experiment.spec.limitMs,
    () => isStopped(pid) || hasEnded(pid) || undefined,
    () => undefined,
  );
  return stopped === true;
}

/** Returns whether it goes on. */
export async function waitForContinue(experiment: Experiment, pid: number): Promise<boolean> {
  const goesOn = await experiment.timeline.watch(
    experiment.spec.limitMs,
    () => !isStopped(pid) || undefined,
    () => undefined,
  );
  return goesOn === true;
}
