// Which of several connections that a proxy has to the server is the client's: the one that carried what the client said.
// Pure.

import { type Connection, sameEndpoint } from "../tcp/endpoint.ts";
import { connectionUnderTest } from "./conversation.ts";
import { ofKind } from "./kinds.ts";
import type { Observation, Observed } from "./observation.ts";

/** More than one may be the client's, and nothing shows which. */
export const SEVERAL: unique symbol = Symbol("several connections");

/** How many of the last things said are looked for: each is compared with all that the proxy has sent since. */
const MOST = 20;

/**
 * By payload: what the client said last and exactly one of them carried, or, if it has said nothing, what it was told. Where
 * the proxy changes what it passes on, by use: the only one that was used since the client began to speak.
 */
export function carrierOf(
  observations: readonly Observation[],
  open: readonly Connection[],
): Connection | typeof SEVERAL {
  const own = connectionUnderTest(observations);
  const near = own === undefined ? [] : dataOn(ofKind(observations, "segment"), own);
  const beyond = ofKind(observations, "beyond");
  const legs = open.map((connection): Leg => ({ connection, data: dataOn(beyond, connection) }));
  const said = near.filter(({ isToServer }) => isToServer);
  for (const each of said.slice(-MOST).toReversed()) {
    const carriers = legs.filter(({ data }) => hasPassedOn(data, each));
    if (carriers.length > 0) return onlyOne(carriers);
  }
  const [first] = said;
  if (first !== undefined)
    return onlyOne(legs.filter(({ data }) => data.some((at) => at.isToServer && at.atNs >= first.atNs)));
  const told = near.slice(0, 1);
  return onlyOne(legs.filter(({ data }) => told.some((each) => hasBrought(data, each))));
}

interface Data {
  readonly atNs: number;
  readonly isToServer: boolean;
  /** As far as it was kept, one character a byte. */
  readonly bytes: string;
}

interface Leg {
  readonly connection: Connection;
  readonly data: readonly Data[];
}

function onlyOne(legs: readonly Leg[]): Connection | typeof SEVERAL {
  const [leg] = legs;
  return leg !== undefined && legs.length === 1 ? leg.connection : SEVERAL;
}

/** Its segments with payload. */
function dataOn(
  segments: readonly (Observed<"segment"> | Observed<"beyond">)[],
  connection: Connection,
): Data[] {
  return segments.flatMap((segment): Data[] => {
    const { atNs, from, to, length, payload } = segment;
    const isToServer = sameEndpoint(from, connection.client) && sameEndpoint(to, connection.server);
    const isToClient = sameEndpoint(from, connection.server) && sameEndpoint(to, connection.client);
    return length > 0 && (isToServer || isToClient) ? [{ atNs, isToServer, bytes: atob(payload) }] : [];
  });
}

function hasPassedOn(data: readonly Data[], { atNs, bytes }: Data): boolean {
  const since = data.filter((each) => each.isToServer && each.atNs >= atNs);
  return bytes !== "" && textOf(since).includes(bytes);
}

function hasBrought(data: readonly Data[], { atNs, bytes }: Data): boolean {
  const before = data.filter((each) => !each.isToServer && each.atNs <= atNs);
  return bytes !== "" && textOf(before).includes(bytes);
}

/** A proxy may pass on in one piece what came in several, and the other way round. */
function textOf(data: readonly Data[]): string {
  return data.map(({ bytes }) => bytes).join("");
}
