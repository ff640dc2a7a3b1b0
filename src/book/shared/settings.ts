// Sysctls of TCP and of the neighbour table that shorten minutes to seconds (tcp(7), arp(7)).

import type { Setting } from "../../inside/spec.ts";

/** Two retransmissions after the first two instead of fifteen: seconds instead of a quarter of an hour. */
export const fewRetries: Setting = { host: "client", name: "ipv4/tcp_retries2", value: "2" };

/** A neighbour entry of the client's host expires after a fifth of a second. */
export const shortNeighbourTimers: readonly Setting[] = [
  ["base_reachable_time_ms", "200"],
  ["gc_stale_time", "1"],
  ["delay_first_probe_time", "0"],
  ["retrans_time_ms", "100"],
  ["ucast_solicit", "1"],
  ["mcast_solicit", "2"],
].map(([name, value]) => ({ host: "client", name: `ipv4/neigh/eth0/${name}`, value: value ?? "" }));
