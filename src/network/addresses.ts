// Where the server is, in each kind of network. Nothing is opened here: it is used outside of the network, too.

import type { NetworkName } from "../timeline/words.ts";

export type HostName = "client" | "server";

interface HostAddresses {
  readonly ipv4: string;
  readonly ipv6: string;
}

export const hostAddresses: Readonly<Record<HostName, HostAddresses>> = {
  client: { ipv4: "10.9.0.1", ipv6: "fd09::1" },
  server: { ipv4: "10.9.0.2", ipv6: "fd09::2" },
};

/** The address at which a client finds the server. */
export function serverAddress(network: NetworkName): string {
  return network === "two-hosts" ? hostAddresses.server.ipv4 : "127.0.0.1";
}
