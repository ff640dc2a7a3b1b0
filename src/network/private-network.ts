// A network of an experiment's own: network and mount namespaces (network_namespaces(7)), for an ordinary user in a user
// namespace. They end with the last process in them.

import { writeFileSync } from "node:fs";
import { bringUp } from "../sys/interface.ts";
import { unshareNetwork } from "../sys/namespace.ts";
import { keepCapabilitiesFromPrograms } from "../sys/prctl.ts";
import { unshareProgram } from "./unshare.ts";
import { preferSmallSocketTable } from "./socket-table.ts";
import { type Users, canRun, findUsers, optionsFor } from "./users.ts";

export interface Isolation {
  /** Default: as many as there can be. */
  readonly users?: Users;
  /**
   * A PID namespace too, and `argv` as its first process: when that ends, however it does, the kernel ends every process in
   * it, and so it does when unshare(1) is killed (pid_namespaces(7)). It needs a /proc that may be mounted anew.
   */
  readonly ownProcesses?: boolean;
}

/**
 * The command that starts `argv` inside new namespaces. unshare(1) is a program of its own because a process with several
 * threads, such as this one, cannot change its user namespace.
 */
export function insidePrivateNetwork(
  argv: readonly string[],
  { users = findUsers(), ownProcesses = false }: Isolation = {},
): [string, ...string[]] {
  const processes = ownProcesses ? ["--pid", "--fork", "--kill-child", "--mount-proc"] : [];
  return [unshareProgram(), ...optionsFor(users), "--net", "--mount", ...processes, "--", ...argv];
}

/** Processes of this PID namespace get the numbers from `pid` on. Where the kernel does not allow it they get small ones. */
export function numberProcessesFrom(pid: number): void {
  try {
    writeFileSync("/proc/sys/kernel/ns_last_pid", String(pid));
  } catch {
    // A kernel without CONFIG_CHECKPOINT_RESTORE.
  }
}

/** Tried, not looked up. */
export function privateNetworksWork(): boolean {
  const [file, ...args] = insidePrivateNetwork(["true"]);
  const works = canRun(file, args);
  if (works) notePrivateNetwork();
  return works;
}

let hasBeenMade = false;

/** One has been made: where the next is refused, that is for the moment. */
export function notePrivateNetwork(): void {
  hasBeenMade = true;
}

export function hasMadePrivateNetwork(): boolean {
  return hasBeenMade;
}

/** To be called inside, on the main thread, before anything opens a socket or starts a program. */
export function preparePrivateNetwork(): void {
  preferSmallSocketTable();
  unshareNetwork();
  bringUp("lo"); // down in a new network namespace
  keepCapabilitiesFromPrograms();
}
