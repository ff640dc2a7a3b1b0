// A network of an experiment's own: a user namespace, so that an ordinary user may, and in it network and mount
// namespaces (user_namespaces(7), network_namespaces(7)). They end with the last process in them.

import { writeFileSync } from "node:fs";
import { bringUp } from "../sys/interface.ts";
import { unshareNetwork } from "../sys/namespace.ts";
import { clearAmbientCapabilities } from "../sys/prctl.ts";

/**
 * The command that starts `argv` inside new namespaces. The uid stays the user's own (`--map-current-user`): some
 * servers refuse to run as root. unshare(1) is a program of its own because a process with several threads, such as
 * this one, cannot change its user namespace.
 */
export function insidePrivateNetwork(argv: readonly string[]): [string, ...string[]] {
  return ["unshare", "--user", "--map-current-user", "--keep-caps", "--net", "--mount", "--", ...argv];
}

/** To be called inside, on the main thread, before anything opens a socket or starts a program. */
export function preparePrivateNetwork(): void {
  useSmallSocketTable();
  bringUp("lo"); // down in a new network namespace
  clearAmbientCapabilities();
}

/**
 * To list its sockets the kernel walks a hash table that all namespaces share: 3 ms for 262,144 buckets. A namespace
 * made by one with tcp_child_ehash_entries set has a table of its own (Linux 6.1): 20 µs for 512. Where that is not to
 * be had, sampling is slower, and nothing else differs.
 */
function useSmallSocketTable(): void {
  try {
    writeFileSync("/proc/sys/net/ipv4/tcp_child_ehash_entries", "512");
    unshareNetwork();
  } catch {
    // An older kernel, or /proc/sys mounted read-only.
  }
}
