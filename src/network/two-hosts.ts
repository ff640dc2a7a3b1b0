// Two hosts, `client` and `server`: network namespaces with a kernel TCP, addresses and routes of their own, and a cable
// from each that ends with us. What joins the two ends is the wire.

import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { bringDown, bringUp, setLargestPacket } from "../sys/interface.ts";
import {
  bindMount,
  closeNetwork,
  inNetwork,
  mountMemory,
  openNetwork,
  unmount,
  unshareNetwork,
} from "../sys/namespace.ts";
import { openSockDiag } from "../sys/sock-diag.ts";
import { addAddress, createVethPair } from "../sys/route.ts";
import { limitSpeed } from "../sys/traffic-control.ts";
import { type HostName, hostAddresses } from "./addresses.ts";
import { preferSmallSocketTable } from "./socket-table.ts";

export interface Host {
  /** A descriptor of its network namespace. */
  readonly network: number;
}

export interface TwoHosts {
  readonly client: Host;
  readonly server: Host;
  /** The interfaces, in our own namespace, at which the hosts' cables end. */
  readonly cableEnds: Readonly<Record<HostName, string>>;
}

const cableEnds: TwoHosts["cableEnds"] = { client: "to-client", server: "to-server" };

/** To be called in a private network, on the main thread. The hosts last until the last process in them ends. */
export function createTwoHosts(): TwoHosts {
  const hosts = { client: createHost("client"), server: createHost("server") };
  nameHosts();
  return { ...hosts, cableEnds };
}

function createHost(name: HostName): Host {
  const { ipv4, ipv6 } = hostAddresses[name];
  const cableEnd = cableEnds[name];
  const network = createNetwork();
  createVethPair(cableEnd, "eth0", network);
  quieten(cableEnd, { disable_ipv6: 1 });
  bringUp(cableEnd);
  inNetwork(network, () => {
    bringUp("lo");
    configureCable({ ipv4, ipv6 });
  });
  return { network };
}

/** In the host's own network: its cable is plugged in, and it has these addresses. */
export function configureCable({ ipv4, ipv6 }: Readonly<Record<"ipv4" | "ipv6", string>>): void {
  quieten("eth0", { router_solicitations: 0, accept_dad: 0, addr_gen_mode: 1, keep_addr_on_down: 1 });
  addAddress("eth0", ipv4, 24);
  addAddress("eth0", ipv6, 64);
  bringUp("eth0");
}

export function createNetwork(): number {
  const ours = openNetwork();
  try {
    return inNetwork(ours, () => {
      preferSmallSocketTable();
      unshareNetwork();
      return openNetwork();
    });
  } finally {
    closeNetwork(ours);
  }
}

/** Nothing but the hosts' own traffic is to be sent on the cable. */
function quieten(interfaceName: string, settings: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(settings)) {
    try {
      writeFileSync(`/proc/sys/net/ipv6/conf/${interfaceName}/${name}`, String(value));
    } catch {
      // No IPv6 here, or no such setting: there is less to quieten.
    }
  }
}

/** The host is off, or on again: its interface is down, or up. */
export function switchHost({ network }: Host, power: "off" | "on"): void {
  inNetwork(network, () => (power === "on" ? bringUp : bringDown)("eth0"));
}

/** The host's kernel forgets every TCP socket it has: those of processes, orphans, and time-wait entries. */
export function forgetSockets({ network }: Host): void {
  const diag = inNetwork(network, openSockDiag);
  try {
    diag.destroyAll();
  } finally {
    diag.close();
  }
}

/** What a slow line used to have (RFC 1144 5.3), and the least that IPv6 can do with (RFC 8200 5). */
const SMALL_PACKETS = { ipv4: 296, ipv6: 1280 } as const;

/**
 * From now on the host sends no more than so many bytes a second. Of each connection it sends segments as small as the
 * interface demands from then on.
 *
 * @param address of the connection that it is for
 */
export function slowHost({ network }: Host, bytesPerSecond: number, address: string): void {
  const most = address.includes(":") ? SMALL_PACKETS.ipv6 : SMALL_PACKETS.ipv4;
  inNetwork(network, () => {
    setLargestPacket("eth0", most);
    limitSpeed("eth0", bytesPerSecond, most + ETHERNET_HEADER);
  });
}

const ETHERNET_HEADER = 14;

/** A directory that is there on every machine. */
const COVERED = "/proc";

/**
 * `client` and `server` in this mount namespace's /etc/hosts, for every program that is started from here on. The file is in
 * memory, in a file system that nobody else can see: none is left behind, however this process ends.
 */
function nameHosts(): void {
  const lines = (["client", "server"] as const).flatMap((name) => [
    `${hostAddresses[name].ipv4} ${name}`,
    `${hostAddresses[name].ipv6} ${name}`,
  ]);
  const text = `${readFileSync("/etc/hosts", "utf8").trimEnd()}\n${lines.join("\n")}\n`;
  mountMemory(COVERED);
  try {
    writeFileSync(`${COVERED}/hosts`, text);
    chmodSync(`${COVERED}/hosts`, 0o644); // whatever our umask is: a program may run as another user
    bindMount(`${COVERED}/hosts`, "/etc/hosts");
  } finally {
    unmount(COVERED); // the other mount keeps the file
  }
}
