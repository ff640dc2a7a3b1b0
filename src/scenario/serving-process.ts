// The process that serves the connection: found by the socket it holds, held for a moment, or made to end.

import { type Fault, type Target, faults } from "../fault/index.ts";
import { close } from "../sys/io.ts";
import { pidfdOpen } from "../sys/pidfd.ts";
import { findHolders, readTree } from "../sys/proc.ts";
import type { Connection } from "../tcp/endpoint.ts";
import type { ProcessRow } from "../timeline/observation.ts";
import { rowsOf } from "../timeline/queries.ts";
import { failure } from "./failure.ts";
import type { Lab } from "./lab.ts";
import { descriptorOf } from "./programs.ts";

export interface Serving {
  readonly inode: number;
  /** The holders of the server's end; usually one. Parents come before their children. */
  readonly owners: readonly ProcessRow[];
}

/** Undefined while no process of the server's tree has accepted the connection. */
export function findServing(lab: Lab, serverPid: number, connection: Connection): Serving | undefined {
  const inode = rowsOf(lab.sockets.sample(), connection).server?.inode ?? 0;
  const owners = findHolders(readTree(serverPid), inode);
  return owners.length > 0 ? { inode, owners } : undefined;
}

export function recordOwners(lab: Lab, connection: Connection, { inode, owners }: Serving): void {
  lab.record({ kind: "owners", end: "server", connection, inode, owners });
}

/** The tree as it is now, and who in it holds the listening socket. */
export function recordProcesses(lab: Lab, serverPid: number): void {
  const listening = lab.sockets
    .sample()
    .find(({ state, local }) => state === "LISTEN" && local.port === lab.spec.port);
  lab.processes.snapshot(serverPid, listening?.inode ?? 0);
}

/** Records the tree each time it is called and has changed. */
export function createProcessSampler(lab: Lab, serverPid: number): () => void {
  let last = "";
  return () => {
    const now = JSON.stringify(readTree(serverPid).map(({ pid, state }) => [pid, state === "Z"]));
    if (now !== last) recordProcesses(lab, serverPid);
    last = now;
  };
}

/** Stops the process while `meanwhile` runs, so that what waits for its answer can be seen to wait. */
export async function holdWhile(pid: number, meanwhile: () => Promise<void>): Promise<void> {
  process.kill(pid, "SIGSTOP");
  try {
    await meanwhile();
  } finally {
    process.kill(pid, "SIGCONT");
  }
}

/** Makes the server's end die in the experiment's way. Answers the process it was done to, 0 when nothing was done. */
export function inflictFault(lab: Lab, serving: Serving | undefined): number {
  const fault = faults.get(lab.spec.fault);
  if (fault === undefined) throw new Error(`no fault ${lab.spec.fault}`);
  if (fault.name === "none") {
    lab.record({ kind: "fault", fault: fault.name, pid: 0, text: "nothing is done to the server" });
    return 0;
  }
  // Where a process and its child both hold the socket, the child serves (and no FIN is sent until both are gone).
  const owner = serving?.owners.at(-1);
  if (serving === undefined || owner === undefined) {
    const remedy =
      "The server must accept the connection in a process of its own tree, run by the same user.";
    throw failure(3, "No process of the server holds the connection, so none can be made to end.", remedy);
  }
  inflictOn(lab, fault, owner.pid, serving.inode);
  return owner.pid;
}

function inflictOn(lab: Lab, fault: Fault, pid: number, inode: number): void {
  lab.processes.watchEnd(pid);
  const pidfd = pidfdOpen(pid);
  try {
    const target: Target = { pid, pidfd, fd: descriptorOf(pid, inode) ?? -1 };
    lab.record({ kind: "fault", fault: fault.name, pid, text: fault.describe(target) });
    fault.inflict(target);
  } catch (error) {
    const remedy = "`deadpeer doctor` says what this machine allows.";
    throw failure(
      3,
      `The fault \`${fault.name}\` could not be inflicted on process ${pid}: ${(error as Error).message}.`,
      remedy,
    );
  } finally {
    close(pidfd);
  }
}
