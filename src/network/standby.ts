// A host that takes the server's place, as in a failover: it gets the server's cable and its addresses, and tells the others
// its link address. The host that was the server has no cable from then on; its processes live.

import { writeFileSync } from "node:fs";
import { bringDown, bringUp, changeLinkAddress } from "../sys/interface.ts";
import { inNetwork } from "../sys/namespace.ts";
import { moveInterface } from "../sys/route.ts";
import { hostAddresses } from "./addresses.ts";
import { type Host, configureCable, createNetwork } from "./two-hosts.ts";

export interface Standby extends Host {
  /** Takes the cable and the addresses. Frames that come meanwhile are lost, so the wire is to be cut. */
  plugIn(from: Host): void;
  /** Takes a link address of its own, and says so to everybody (gratuitous ARP, RFC 5227 3; RFC 4861 7.2.6). */
  announce(): void;
}

/** A server may listen there on an address that the host does not have yet. */
const SETTINGS: Readonly<Record<string, string>> = {
  "ipv4/ip_nonlocal_bind": "1",
  "ipv6/ip_nonlocal_bind": "1",
  "ipv4/conf/default/arp_notify": "1",
  "ipv4/conf/all/arp_notify": "1",
  "ipv6/conf/default/ndisc_notify": "1",
  "ipv6/conf/all/ndisc_notify": "1",
};

/** To be called on the main thread. */
export function createStandby(): Standby {
  const network = createNetwork();
  inNetwork(network, () => {
    bringUp("lo");
    for (const [name, value] of Object.entries(SETTINGS)) set(name, value);
  });
  return {
    network,
    plugIn(from) {
      inNetwork(from.network, () => {
        bringDown("eth0");
        moveInterface("eth0", network);
      });
      inNetwork(network, () => configureCable(hostAddresses.server));
    },
    announce: () => inNetwork(network, () => changeLinkAddress("eth0")),
  };
}

function set(name: string, value: string): void {
  try {
    writeFileSync(`/proc/sys/net/${name}`, value);
  } catch {
    // No IPv6 here.
  }
}
