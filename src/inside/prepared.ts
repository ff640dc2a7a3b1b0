// What a process inside makes while it is not known yet what it will run: each takes a while.

import type { Worker } from "node:worker_threads";
import { preparePrivateNetwork } from "../network/private-network.ts";
import { type TwoHosts, createTwoHosts } from "../network/two-hosts.ts";
import { type DetachedPacketSocket, preparePacketSocket } from "../sys/packet-socket.ts";
import { type PreparedWire, prepareWire, startWireThread } from "../wire/wire.ts";

export interface Prepared {
  /** For the loopback of this process's own network. */
  readonly loopback?: Promise<DetachedPacketSocket>;
  readonly hosts?: { readonly twoHosts: TwoHosts; readonly wire: PreparedWire };
}

export const LOOPBACK = "lo";

/** To be called on the main thread, before anything opens a socket or starts a program. */
export function prepareNetwork(willHaveTwoHosts: boolean): Prepared {
  const thread = willHaveTwoHosts ? startWireThread() : undefined; // it starts beside what follows
  preparePrivateNetwork();
  return thread ? prepareTwoHosts(thread) : prepareOneHost();
}

function prepareTwoHosts(thread: Worker): Prepared {
  const twoHosts = createTwoHosts();
  return { hosts: { twoHosts, wire: prepareWire(twoHosts.cableEnds, thread) } };
}

function prepareOneHost(): Prepared {
  const loopback = preparePacketSocket(LOOPBACK);
  loopback.catch(() => undefined); // whoever needs it is told
  return { loopback };
}
