// The two legs of a run with a proxy between client and server. Pure. Each leg can be asked like a run of its own.

import { type Connection, sameEndpoint } from "../tcp/endpoint.ts";
import { type SEVERAL, carrierOf } from "./carrier.ts";
import { ofKind } from "./kinds.ts";
import type { Observation, Observed } from "./observation.ts";

/** The name of the run without the proxy. */
export const DIRECT: string = "direct";

/** What is waited for before anything is said of what a proxy has not done. */
export const PROXY_AT_REST: string = "the proxy at rest";

export function hasProxy(observations: readonly Observation[]): boolean {
  return ofKind(observations, "proxy-started").length > 0;
}

/** What is seen of the leg between proxy and server, as if there were no other. */
export function beyondProxy(observations: readonly Observation[]): Observation[] {
  return observations.flatMap((each): Observation[] => {
    if (each.kind === "segment" || each.kind === "connection") return [];
    if (each.kind === "upstream") return [{ ...each, kind: "connection" }];
    if (each.kind !== "beyond") return [each];
    const { sentBy: _, ...segment } = each;
    return [{ ...segment, kind: "segment" }];
  });
}

/**
 * The proxy's connection that stands for the client's: the only one that is open, or of several (a proxy may keep some
 * ready, or check with others whether the server is there) the one that carried what the client said. Undefined while there
 * is none.
 */
export function findUpstream(observations: readonly Observation[]): Connection | typeof SEVERAL | undefined {
  const open = candidates(observations).filter(({ isOver }) => !isOver);
  if (open.length < 2) return open[0]?.connection;
  return carrierOf(
    observations,
    open.map(({ connection }) => connection),
  );
}

/**
 * Of those that the proxy tried since then, the first that was refused, or else the first: one that checks whether the
 * server is there may have come just before it was not.
 */
export function findAttempt(observations: readonly Observation[], sinceNs: number): Connection | undefined {
  const tried = candidates(observations).filter(({ triedNs }) => triedNs >= sinceNs);
  const inOrder = tried.sort((one, other) => one.triedNs - other.triedNs);
  return (inOrder.find(({ isRefused }) => isRefused) ?? inOrder[0])?.connection;
}

interface Candidate {
  readonly connection: Connection;
  readonly triedNs: number;
  readonly isOver: boolean;
  readonly isRefused: boolean;
}

function candidates(observations: readonly Observation[]): Candidate[] {
  const segments = ofKind(observations, "beyond");
  return segments
    .filter(({ flags }) => flags === "S")
    .map((syn): Candidate => {
      const connection = { client: syn.from, server: syn.to };
      const own = segments.filter((each) => each.atNs >= syn.atNs && isOf(each, connection));
      return {
        connection,
        triedNs: syn.atNs,
        isOver: own.some(({ flags }) => flags.includes("F") || flags.includes("R")),
        isRefused: own[1]?.flags.includes("R") === true,
      };
    });
}

function isOf({ from, to }: Observed<"beyond">, { client, server }: Connection): boolean {
  return (
    (sameEndpoint(from, client) && sameEndpoint(to, server)) ||
    (sameEndpoint(from, server) && sameEndpoint(to, client))
  );
}
