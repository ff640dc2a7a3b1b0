// Where the programs of an experiment run: on one host, or on two.

import { numberProcessesFrom, preparePrivateNetwork } from "./private-network.ts";
import type { HostName } from "./addresses.ts";
import type { NetworkName } from "../timeline/words.ts";
import { type Host, type TwoHosts, createTwoHosts } from "./two-hosts.ts";
import { inNetwork } from "../sys/namespace.ts";

export interface Site {
  /**
   * Acts as on that host: sockets opened and programs started by `act` are there, and so is what it reads or writes below
   * /proc/sys/net. What `act` leaves to the event loop is not.
   */
  on<T>(host: HostName, act: () => T): T;
  /** Undefined where client and server are on one host. */
  readonly twoHosts?: TwoHosts;
  /** From now on that host is the server's. */
  replaceServer(host: Host): void;
}

/**
 * To be called on the main thread of the process inside, before anything opens a socket or starts a program.
 *
 * @param firstPid in a PID namespace of its own: where the programs' pids begin
 * @param prepared where `preparePrivateNetwork` has been called; two hosts, where there are some already
 */
export function createSite(
  network: NetworkName,
  firstPid?: number,
  prepared?: { readonly twoHosts?: TwoHosts },
): Site {
  if (firstPid !== undefined) numberProcessesFrom(firstPid);
  if (network === "machine") return oneHost;
  if (prepared === undefined) preparePrivateNetwork();
  if (network === "loopback") return oneHost;
  const twoHosts = prepared?.twoHosts ?? createTwoHosts();
  return {
    on: (host, act) => inNetwork(twoHosts[host].network, act),
    twoHosts,
    replaceServer: (server) => void Object.assign(twoHosts, { server }),
  };
}

const oneHost: Site = {
  on: (_, act) => act(),
  replaceServer() {
    throw new Error("client and server are on one host");
  },
};
