// Whose a connection to the server's port is: deadpeer's own are probes, and on one host a program of `--server` may connect
// to its own server as well (a health check, somebody who publishes).

import type { Endpoint } from "../tcp/endpoint.ts";
import { controlsOf } from "./controls.ts";
import type { Observation, Observed, Role } from "./observation.ts";
import { ofKind } from "./queries.ts";
import type { ControlRecord } from "./record.ts";

/** By the port of the end that has connected. */
export interface Others {
  /** Not the client's. */
  readonly known: ReadonlySet<number>;
  /** Not known to be the client's, where a program of the server's was seen to connect. */
  readonly perhaps: ReadonlySet<number>;
}

/** What was seen of a run, and of its controls: there a program of the server's may have been seen to connect. */
export interface Seen {
  readonly observations: readonly Observation[];
  readonly evidence?: { readonly control?: ControlRecord };
}

/**
 * Of connections that were over before it was seen who holds them, those that begin with the same words as the server
 * programs' own are theirs, and those that begin as the client's are the client's; but for numbers.
 */
export function othersIn({ observations, evidence }: Seen): Others {
  const isShared = controlsOf(evidence?.control).some(({ serversConnect }) => serversConnect);
  const before = found.get(observations);
  if (before?.length === observations.length && before.isShared === isShared) return before.others;
  const others = findOthers(observations, isShared);
  found.set(observations, { length: observations.length, isShared, others });
  return others;
}

/** What was found when the list was so long. */
const found = new WeakMap<
  readonly Observation[],
  { readonly length: number; readonly isShared: boolean; readonly others: Others }
>();

/** Whether a program of the server's was seen to connect to it. */
export function doServersConnect({ observations }: Pick<Seen, "observations">): boolean {
  return ofKind(observations, "connects").some(({ by }) => by === "server");
}

function findOthers(observations: readonly Observation[], isShared: boolean): Others {
  const probes = ofKind(observations, "probe").flatMap(({ connection }) => connection?.client.port ?? []);
  const [underTest] = ofKind(observations, "connection");
  if (!isShared && !doServersConnect({ observations })) return { known: new Set(probes), perhaps: new Set() };
  const portsOf = (role: Role): number[] =>
    ofKind(observations, "connects")
      .filter(({ by }) => by === role)
      .map(({ client }) => client.port);
  const [servers, known] = [portsOf("server"), new Set([...probes, ...portsOf("server")])];
  const clients = new Set([
    ...portsOf("client"),
    ...ofKind(observations, "connection").map(({ client }) => client.port),
  ]);
  const begun = beginnings(observations, (underTest ?? ofKind(observations, "connects")[0])?.server);
  const isAlike = (port: number, others: Iterable<number>): boolean => {
    const words = begun.get(port);
    return Boolean(words) && [...others].some((other) => begun.get(other) === words);
  };
  const unseen = [...begun.keys()].filter((port) => !known.has(port) && !clients.has(port));
  const perhaps = new Set<number>();
  for (const port of unseen) {
    const isServers = isAlike(port, servers);
    if (isServers === isAlike(port, clients)) perhaps.add(port);
    else if (isServers) known.add(port);
  }
  return { known, perhaps };
}

/** The client's ports of what is not the client's, or may not be. */
export function notClients(seen: Seen): ReadonlySet<number> {
  const { known, perhaps } = othersIn(seen);
  return perhaps.size === 0 ? known : new Set([...known, ...perhaps]);
}

/** The SYNs since then of connections of which it is not known whether the client has made them. */
export function perhapsClients(seen: Seen, sinceNs: number): readonly Observed<"segment">[] {
  const { perhaps } = othersIn(seen);
  if (perhaps.size === 0) return [];
  return ofKind(seen.observations, "segment").filter(
    ({ flags, from, atNs }) => flags === "S" && atNs > sinceNs && perhaps.has(from.port),
  );
}

/**
 * With which words each connection to the server begins, with numbers left out: none where it has said nothing, undefined
 * where it was not even answered.
 */
function beginnings(
  observations: readonly Observation[],
  server: Endpoint | undefined,
): Map<number, string | undefined> {
  const begun = new Map<number, string | undefined>();
  for (const { from, to, flags, payload } of ofKind(observations, "segment")) {
    const isFromClient = to.port === server?.port;
    if (flags === "S" && isFromClient) begun.set(from.port, undefined);
    else if (flags === "S." && begun.has(to.port)) begun.set(to.port, "");
    else if (isFromClient && payload !== "" && begun.get(from.port) === "")
      begun.set(from.port, wordsIn(payload));
  }
  return begun;
}

const wordsIn = (payload: string): string =>
  Buffer.from(payload, "base64").toString("latin1").replaceAll(/\d+/g, "0");
