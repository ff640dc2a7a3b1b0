// A client that has read its answer, and has not shown it: it waits for it no more.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { smallest } from "../../timeline/extremes.ts";
import { lastRows, ofKind } from "../../timeline/queries.ts";
import { bytesBetween, flowsOf } from "../bytes/flows.ts";
import { slackOf } from "../bytes/slack.ts";

/**
 * For what was said last as much has come as in each control, where that was shown, and is not in its receive queue any
 * more; and what was expected was not printed.
 */
export function hasReadUnshown(seen: Case): boolean {
  const said = seen.typed.filter(({ isKey }) => !isKey);
  const last = said.at(-1);
  const expected = ofKind(seen.observations, "expected").at(-1);
  if (last === undefined || expected?.phase !== "after" || expected.found) return false;
  const usual = controlsOf(seen.evidence.control).map((control) => control.said?.[said.length - 1]);
  if (usual.length === 0 || usual.some((each) => each?.fate !== "shown")) return false;
  const bytes = smallest(usual.map((each) => each?.answerBytes ?? 0));
  const came = bytesBetween(flowsOf(seen), last.atNs, Number.POSITIVE_INFINITY);
  return bytes > 0 && came >= bytes - slackOf(bytes) && lastRows(seen)?.client?.recvQ === 0;
}
