// The segments that lie held on the wire. Pure.

import type { Observation, Observed } from "../timeline/observation.ts";
import { ofKind } from "../timeline/queries.ts";

/** In the order in which they were held. @param rule of the wire; left out: of any */
export function heldFrames(observations: readonly Observation[], rule?: number): Observed<"segment">[] {
  const gone = new Set(ofKind(observations, "delivered").map(({ frame }) => frame));
  return ofKind(observations, "segment").filter(
    ({ wire }) =>
      wire?.fate === "held" && !gone.has(wire.frame) && (rule === undefined || wire.rule === rule),
  );
}
