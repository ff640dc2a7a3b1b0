// A client that has lost its session, and begins it again from the start: what it had asked last it may ask yet.

import type { Case } from "../../timeline/case.ts";
import { STILL_NS } from "../../timeline/under-way.ts";
import type { Flow } from "./flows.ts";
import { textOf, unnumbered } from "./sent-again.ts";

/**
 * On a connection made since it says what it had said on this one, in the same order, and had not come as far when the run
 * was over.
 */
export function hasBegunAgain(
  { observations }: Case,
  flow: Flow,
  flows: readonly Flow[],
  endedNs: number,
): boolean {
  const overNs = observations.at(-1)?.atNs ?? 0;
  const said = unnumbered(textOf(flow.toServer.segments));
  return flows.some(({ toServer, toClient }) => {
    if (toServer.segments.length === 0 || toServer.segments.some(({ atNs }) => atNs < endedNs)) return false;
    const again = unnumbered(textOf(toServer.segments));
    const served = toClient.segments.findLast(({ length }) => length > 0)?.arrivedAtNs ?? 0;
    return (
      again !== "" && again.length < said.length && said.startsWith(again) && overNs - served <= STILL_NS
    );
  });
}
