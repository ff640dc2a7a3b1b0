// Which connections a client has ended itself: it waits for nothing there any more.

import type { Case } from "../../timeline/case.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { Flow } from "./flows.ts";

/** When each was ended by the client, by its port. */
type Ends = ReadonlyMap<number, number>;

const known = new WeakMap<Case, Ends>();

/**
 * When it has sent its FIN or RST there, in nanoseconds. Undefined where it has not, or its server's came before: that is an
 * answer to those.
 */
export function ownEndNs(seen: Case, { connection }: Flow): number | undefined {
  const ends = known.get(seen) ?? findEnds(seen);
  known.set(seen, ends);
  return ends.get(connection.client.port);
}

function findEnds({ observations, connection }: Case): Ends {
  const [ends, ended] = [new Map<number, number>(), new Set<number>()];
  for (const { atNs, flags, from, to, wire } of ofKind(observations, "segment")) {
    if (!/[FR]/.test(flags) || wire?.fate === "made") continue;
    const isOwn = to.port === connection?.server.port;
    const port = isOwn ? from.port : to.port;
    if (!isOwn) ended.add(port);
    else if (!ended.has(port) && !ends.has(port)) ends.set(port, atNs);
  }
  return ends;
}
