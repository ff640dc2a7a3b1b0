// Values of the kernel's TCP and of its neighbour table with which what takes minutes takes seconds (tcp(7), arp(7)).

import type { Setting } from "../../inside/spec.ts";

/** Three retransmissions after the first two, and not fifteen: seconds, and not a quarter of an hour. */
export const fewRetries: Setting = { host: "client", name: "ipv4/tcp_retries2", value: "3" };

/** The client's host asks again for a link address that has not been heard of for a fifth of a second. */
export const shortNeighbourTimers: readonly Setting[] = [
  ["base_reachable_time_ms", "200"],
  ["gc_stale_time", "1"],
  ["delay_first_probe_time", "0"],
  ["retrans_time_ms", "100"],
  ["ucast_solicit", "1"],
  ["mcast_solicit", "2"],
].map(([name, value]) => ({ host: "client", name: `ipv4/neigh/eth0/${name}`, value: value ?? "" }));
