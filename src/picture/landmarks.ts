// The moments that a verdict refers to: the fault, the ending's arrival, when the client noticed, how it ended.

import type { SeenSegment } from "../timeline/conversation.ts";
import { endingsOf } from "../timeline/endings.ts";
import type { AtNs } from "../timeline/observation.ts";
import { findExit, ofKind } from "../timeline/queries.ts";
import type { RunRecord } from "../timeline/record.ts";
import { formatEnd } from "../timeline/units.ts";

export interface Landmark {
  readonly name: string;
  /** The observation nearest to it, not after it. */
  readonly id: number;
  readonly atNs: AtNs;
}

export function findLandmarks(run: RunRecord, segments: readonly SeenSegment[]): Landmark[] {
  const { observations, verdict } = run;
  const { ending, afterNs } = verdict;
  const fault = ofKind(observations, "fault").find((each) => each.pid !== 0);
  const from = ending.atNs ?? fault?.atNs; // a silence begins with the fault
  const noticedAtNs = from === undefined || afterNs === undefined ? undefined : from + afterNs;
  const exit = findExit(observations, "client");
  const arrival = endingsOf(segments).find(({ arrivedAtNs }) => arrivedAtNs === ending.atNs);
  const nearest = (atNs: AtNs): number => observations.findLast((each) => each.atNs <= atNs)?.id ?? 1;
  const found: (Landmark | undefined)[] = [
    fault && { name: `the ${fault.fault}`, id: fault.id, atNs: fault.atNs },
    arrival && { name: `the ${ending.by.toUpperCase()} arrives`, id: arrival.id, atNs: arrival.arrivedAtNs },
    noticedAtNs === undefined
      ? undefined
      : {
          name: `the client notices (${verdict.by ?? "an unknown sign"})`,
          id: nearest(noticedAtNs),
          atNs: noticedAtNs,
        },
    exit && { name: `the client ends: ${formatEnd(exit)}`, id: exit.id, atNs: exit.atNs },
  ];
  return found.filter((each) => each !== undefined).sort((one, other) => one.atNs - other.atNs);
}
