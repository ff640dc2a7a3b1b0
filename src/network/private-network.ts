// A network of an experiment's own: a user namespace, so that an ordinary user may, and in it network and mount
// namespaces (user_namespaces(7), network_namespaces(7)). They end with the last process in them.

import { spawnSync } from "node:child_process";
import { bringUp } from "../sys/interface.ts";
import { unshareNetwork } from "../sys/namespace.ts";
import { keepCapabilitiesFromPrograms } from "../sys/prctl.ts";
import { preferSmallSocketTable } from "./socket-table.ts";

/**
 * The command that starts `argv` inside new namespaces. The uid stays the user's own (`--map-current-user`): some
 * servers refuse to run as root. unshare(1) is a program of its own because a process with several threads, such as
 * this one, cannot change its user namespace.
 *
 * @param asRoot without a user namespace, in which there are no other users to start a program as
 */
export function insidePrivateNetwork(argv: readonly string[], asRoot = false): [string, ...string[]] {
  const own = asRoot ? [] : ["--user", "--map-current-user", "--keep-caps"];
  return ["unshare", ...own, "--net", "--mount", "--", ...argv];
}

/** Tried, not looked up. */
export function privateNetworksWork(): boolean {
  const [file, ...args] = insidePrivateNetwork(["true"]);
  return spawnSync(file, args, { stdio: "ignore" }).status === 0;
}

/** To be called inside, on the main thread, before anything opens a socket or starts a program. */
export function preparePrivateNetwork(): void {
  preferSmallSocketTable();
  unshareNetwork();
  bringUp("lo"); // down in a new network namespace
  keepCapabilitiesFromPrograms();
}
