// The addresses of a host, in the order in which the system's resolver gives them (getaddrinfo(3)).

import { lookup } from "node:dns/promises";

/** Rejects with the resolver's error, whose `syscall` is `getaddrinfo`. */
export async function resolveHost(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true, order: "verbatim" });
  return found.map(({ address }) => address);
}
