// The segments that lie held on the wire, and by whom. Pure.

import type { Observation, Observed } from "../timeline/observation.ts";
import { ofKind } from "../timeline/queries.ts";
import { describeMatch } from "../wire/describe-match.ts";

/** In the order in which they were held. @param rule of the wire; left out: of any */
export function heldFrames(observations: readonly Observation[], rule?: number): Observed<"segment">[] {
  const gone = new Set(ofKind(observations, "delivered").map(({ frame }) => frame));
  return ofKind(observations, "segment").filter(
    ({ wire }) =>
      wire?.fate === "held" && !gone.has(wire.frame) && (rule === undefined || wire.rule === rule),
  );
}

/** What is held by hand now: the number of its rule. A fault that lasts for a time (`stall`) may hold something as well. */
export function heldByHand(observations: readonly Observation[]): Observed<"wire"> | undefined {
  const done = ofKind(observations, "wire");
  const hold = done.findLast((each) => each.operation === "hold" && isByHand(each));
  return done.some(({ operation, rule }) => operation === "release" && rule === hold?.rule)
    ? undefined
    : hold;
}

/** Everything that one end of a connection sends. A fault holds only some of it. */
const BY_HAND = (["client->server", "server->client"] as const).map((direction) =>
  describeMatch({ clientPort: 0, direction }),
);

function isByHand({ text }: Observed<"wire">): boolean {
  return BY_HAND.some((match) => text.endsWith(`: ${match}`));
}
