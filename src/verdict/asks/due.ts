// How often a client would have asked something by itself in a time, by its controls.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { smallest } from "../../timeline/extremes.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import { SHIPPED } from "../bytes/shipped.ts";
import { SHORT_BYTES } from "./begun-asks.ts";

/** So many that are due may not be chance. */
export const SEVERAL: number = 3;

/**
 * How often each control sends, or connects, by itself in as long as this run was watched since then. 0 where one does not
 * ask several things, or there is none.
 */
export function dueSince(seen: Case, sinceNs: number): number {
  const ns = (seen.observations.at(-1)?.atNs ?? 0) - sinceNs;
  const controls = controlsOf(seen.evidence.control);
  const areThings = controls.length > 0 && controls.every(asksThings);
  return areThings ? smallest(controls.map((control) => timesWithin(control, ns))) : 0;
}

/** Not heartbeats alone. */
function asksThings({ asked, begunAnswered, sealedThings = 0, said: [own] = [] }: ControlRecord): boolean {
  if (sealedThings >= SEVERAL || begunAnswered === true || own?.text === SHIPPED || asked?.length === 0)
    return true;
  return asked !== undefined && asked.filter(([, , , length]) => length > SHORT_BYTES).length >= SEVERAL;
}

function timesWithin({ signs }: ControlRecord, ns: number): number {
  const within = signs.filter(({ afterNs }) => afterNs > 0 && afterNs <= ns);
  const count = (wanted: string): number => within.filter(({ kind }) => kind === wanted).length;
  return Math.max(count("sent"), count("connect"));
}
