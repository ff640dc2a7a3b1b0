// Whether a reader has done what a card asks for, so that its statements say something. Pure.

import { firstLine, secondLine, stepStart } from "../book/shared/evidence.ts";
import type { Card, Deed } from "../inside/card.ts";
import type { Case } from "../timeline/case.ts";
import { findExit, ofKind } from "../timeline/queries.ts";

/** How long after the fault the client must have been seen in its sleep. */
const SILENCE_NS = 400e6;

export function isDone({ after, step }: Pick<Card, "after" | "step">, seen: Case): boolean {
  return deeds[after](seen, step);
}

const deeds: Readonly<Record<Deed, (seen: Case, step: string | undefined) => boolean>> = {
  line: (seen) => firstLine(seen) !== undefined,
  fault: (seen) => seen.fault !== undefined,
  silence: isSilent,
  "second-line": (seen) => secondLine(seen) !== undefined,
  "end-of-input": ({ observations }) =>
    ofKind(observations, "pressed").some(({ key }) => key === "ctrl-d") ||
    ofKind(observations, "end-of-input").length > 0,
  "client-end": ({ observations }) => findExit(observations, "client") !== undefined,
  table: (seen, step) => step !== undefined && stepStart(seen, step) !== undefined,
  probe: isLookedAtAfterProbe,
};

function isSilent({ fault, observations }: Case): boolean {
  const last = ofKind(observations, "waiting").at(-1);
  return fault !== undefined && last !== undefined && last.atNs - fault.atNs > SILENCE_NS;
}

/** The child that served the other client may be a zombie for a moment. */
function isLookedAtAfterProbe({ observations, fault }: Case): boolean {
  const probe = ofKind(observations, "probe").at(-1);
  const looked = ofKind(observations, "processes").at(-1);
  return fault !== undefined && probe !== undefined && looked !== undefined && looked.atNs > probe.atNs;
}
