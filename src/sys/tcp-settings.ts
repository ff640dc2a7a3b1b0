// What the kernel does for every connection of a network namespace, unless its socket asks for something else (ip-sysctl).

import { readIfAllowed } from "./proc.ts";

export interface Retransmission {
  /** How often data is sent again before the connection is given up. */
  readonly retries: number;
  readonly leastMs: number;
  readonly mostMs: number;
}

export function readRetransmission(): Retransmission {
  return {
    retries: read("tcp_retries2", 15),
    leastMs: read("tcp_rto_min_us", 200_000) / 1000,
    mostMs: read("tcp_rto_max_ms", 120_000),
  };
}

/** How often a SYN is sent again. */
export function readSynRetries(): number {
  return read("tcp_syn_retries", 6);
}

/** @param otherwise what an older kernel does, which has no such setting */
function read(name: string, otherwise: number): number {
  const text = readIfAllowed(`/proc/sys/net/ipv4/${name}`);
  return text === undefined ? otherwise : Number(text);
}
