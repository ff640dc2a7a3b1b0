// Whether the control was over before it could show that the client does the same by itself: ends by a time limit of its own
// (`nc -w 5`, `timeout 5 nc`), or connects anew every few seconds, and says nothing of why.

import type { Case } from "../../timeline/case.ts";
import { findExit } from "../../timeline/queries.ts";
import { CAUSED_NS, HABIT_SLACK, HABIT_SLACK_NS } from "../ledger/usual-times.ts";
import { newLines } from "../lines/new-lines.ts";
import { createCauses, findReactions } from "./habits.ts";
import { saysWhy } from "./longer-answer.ts";
import { reactsSince } from "./notice.ts";

/**
 * How long each control would have to be watched, in ns from the client's first segment; undefined where the ones there are
 * show enough. A client that ended in the control has shown all that it does.
 */
export function longerControl(seen: Case, controls: readonly Case[]): number | undefined {
  const short = controls.filter((each) => findExit(each.observations, "client") === undefined);
  const { fault, ending, evidence } = seen;
  if (short.length === 0 || fault === undefined) return undefined;
  const sinceNs = reactsSince(seen, ending?.arrivedAtNs ?? fault.atNs);
  const [first] = findReactions(seen, sinceNs, evidence.control);
  if (first === undefined || createCauses(seen)(first.atNs, CAUSED_NS)) return undefined;
  if (newLines(seen, sinceNs, evidence.control).some(saysWhy)) return undefined;
  const neededNs = (first.atNs - beginningOf(seen)) * HABIT_SLACK + HABIT_SLACK_NS;
  return short.some((each) => lengthOf(each) < neededNs) ? neededNs : undefined;
}

function beginningOf({ segments }: Case): number {
  return segments[0]?.atNs ?? 0;
}

function lengthOf(control: Case): number {
  return (control.observations.at(-1)?.atNs ?? 0) - beginningOf(control);
}
