// Two hosts, `client` and `server`: network namespaces with a kernel TCP, addresses and routes of their own, and a cable
// from each that ends with us. What joins the two ends is the wire.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bringUp } from "../sys/interface.ts";
import { bindMount, closeNetwork, inNetwork, openNetwork, unshareNetwork } from "../sys/namespace.ts";
import { addAddress, createVethPair } from "../sys/route.ts";
import { preferSmallSocketTable } from "./socket-table.ts";

export type HostName = "client" | "server";

export interface Host {
  readonly name: HostName;
  /** A descriptor of its network namespace. */
  readonly network: number;
  readonly ipv4: string;
  readonly ipv6: string;
}

export interface TwoHosts {
  readonly client: Host;
  readonly server: Host;
  /** The interfaces, in our own namespace, at which the hosts' cables end. */
  readonly cableEnds: Readonly<Record<HostName, string>>;
}

const places: Readonly<Record<HostName, { ipv4: string; ipv6: string; cableEnd: string }>> = {
  client: { ipv4: "10.9.0.1", ipv6: "fd09::1", cableEnd: "to-client" },
  server: { ipv4: "10.9.0.2", ipv6: "fd09::2", cableEnd: "to-server" },
};

/** To be called in a private network, on the main thread. The hosts last until the last process in them ends. */
export function createTwoHosts(): TwoHosts {
  const hosts = { client: createHost("client"), server: createHost("server") };
  nameHosts();
  return { ...hosts, cableEnds: { client: places.client.cableEnd, server: places.server.cableEnd } };
}

function createHost(name: HostName): Host {
  const { ipv4, ipv6, cableEnd } = places[name];
  const network = createNetwork();
  createVethPair(cableEnd, "eth0", network);
  quieten(cableEnd);
  bringUp(cableEnd);
  inNetwork(network, () => {
    bringUp("lo");
    quieten("eth0");
    addAddress("eth0", ipv4, 24);
    addAddress("eth0", ipv6, 64);
    bringUp("eth0");
  });
  return { name, network, ipv4, ipv6 };
}

function createNetwork(): number {
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

/** Router solicitations and reports of multicast groups are of no use on a cable with two ends. */
function quieten(interfaceName: string): void {
  const settings = { router_solicitations: 0, accept_dad: 0, addr_gen_mode: 1 };
  for (const [name, value] of Object.entries(settings)) {
    try {
      writeFileSync(`/proc/sys/net/ipv6/conf/${interfaceName}/${name}`, String(value));
    } catch {
      // No IPv6 here, or no such setting: there is less to quieten.
    }
  }
}

/** `client` and `server` in this mount namespace's /etc/hosts, for every program that is started from here on. */
function nameHosts(): void {
  const lines = (["client", "server"] as const).flatMap((name) => [
    `${places[name].ipv4} ${name}`,
    `${places[name].ipv6} ${name}`,
  ]);
  const directory = mkdtempSync(join(tmpdir(), "deadpeer-hosts-"));
  try {
    const file = join(directory, "hosts");
    writeFileSync(file, `${readFileSync("/etc/hosts", "utf8").trimEnd()}\n${lines.join("\n")}\n`);
    bindMount(file, "/etc/hosts");
  } finally {
    rmSync(directory, { recursive: true }); // the mount keeps the file
  }
}
