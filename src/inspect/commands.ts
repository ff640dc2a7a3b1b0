// The commands that would end connections (ss(8), -K): they are shown, and never run.

import type { InspectedSocket } from "./scan/scan.ts";
import { type Endpoint, formatEndpoint } from "../tcp/endpoint.ts";
import { plainAddress } from "./scan/facts.ts";
import { groupBy } from "./findings/finding.ts";

/** From here on one command for all of a port, where there is one. */
const ONE_BY_ONE = 3;

/** Root's, each of them. Nothing is sent by them for a socket that listens, so there is none. */
export function endCommands(sockets: readonly InspectedSocket[]): string[] {
  const connections = sockets.filter(({ state }) => state !== "LISTEN" && state !== "TIME_WAIT");
  if (connections.length <= ONE_BY_ONE) return connections.map(endOne);
  const states = groupBy(connections, ({ state, remote }) => `${state} ${formatEndpoint(remote)}`);
  const byLocal = groupBy(connections, ({ state, local }) => `${state} ${formatEndpoint(local)}`);
  if (byLocal.size < states.size)
    return [...byLocal.values()].slice(0, ONE_BY_ONE).map((all) => endMany(all, "src"));
  return [...states.values()].slice(0, ONE_BY_ONE).map((all) => endMany(all, "dst"));
}

function endOne({ local, remote }: InspectedSocket): string {
  return `ss -K src '${spell(local)}' dst '${spell(remote)}'`;
}

function endMany(all: readonly InspectedSocket[], side: "src" | "dst"): string {
  const [first] = all;
  if (first === undefined || all.length === 1) return all.map(endOne).join("");
  const endpoint = side === "src" ? first.local : first.remote;
  return `ss -K state ${first.state.toLowerCase().replaceAll("_", "-").replace("wait1", "wait-1").replace("wait2", "wait-2")} ${side} '${spell(endpoint)}'`;
}

/** ss(8) takes an IPv4 peer of an IPv6 socket in brackets, as it prints it. */
function spell({ address, port }: Endpoint): string {
  return address === plainAddress(address) ? formatEndpoint({ address, port }) : `[${address}]:${port}`;
}
