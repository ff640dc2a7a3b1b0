// A socket table of a network's own, so that listing its sockets takes microseconds.

import { writeFileSync } from "node:fs";

/**
 * To list a network's sockets the kernel walks a hash table that all namespaces share: 3 ms for 262,144 buckets. A
 * namespace made by one with tcp_child_ehash_entries set has a table of its own (Linux 6.1): 20 µs for 512. Where that
 * is not to be had, sampling is slower, and nothing else differs.
 */
export function preferSmallSocketTable(): void {
  try {
    writeFileSync("/proc/sys/net/ipv4/tcp_child_ehash_entries", "512");
  } catch {
    // An older kernel, or /proc/sys mounted read-only.
  }
}
