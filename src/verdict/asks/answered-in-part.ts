// Whether what a client asked by itself was not answered as far as in the control.

import type { Case } from "../../timeline/case.ts";
import { bytesBetween, flowsOf } from "../bytes/flows.ts";
import { SLACK_BYTES } from "../bytes/slack.ts";
import { OWN } from "./loss.ts";

/** That it ends is not its habit then. */
export function isAnsweredInPart(seen: Case): boolean {
  const { control } = seen.evidence;
  const [usual] = control?.said ?? [];
  if (usual?.text !== OWN || control?.received === undefined) return false;
  return bytesBetween(flowsOf(seen), 0, Number.POSITIVE_INFINITY) + SLACK_BYTES < control.received;
}
