// A client that gets no input may have done on a new connection what it was started for: nobody can read there that it asked for the
// same (TLS), but it ended as it does without the fault.

import type { Case } from "../timeline/case.ts";
import { findExit } from "../timeline/queries.ts";
import type { SaidEntry } from "../timeline/verdict-record.ts";
import { type Flow, flowsOf } from "./flows.ts";
import { lastPiece } from "./sent-again.ts";
import { endSign } from "./signs.ts";
import { isBinary } from "./trouble.ts";

/** What the control has of it. */
type Usual = Pick<SaidEntry, "answerBytes" | "connections">;

/**
 * It has ended, and has printed, as in the control, over more connections than there, of which those made since its server's end
 * brought as much as all of the control's (`whole`), or less. Undefined: not so.
 *
 * @param slackBytes so many may be missing of the same
 */
export function doneElsewhere(
  seen: Case,
  { answerBytes = 0, connections }: Usual,
  slackBytes: number,
): "whole" | "less" | undefined {
  const sinceNs = seen.ending?.arrivedAtNs ?? seen.fault?.atNs ?? Number.POSITIVE_INFINITY;
  const used = flowsOf(seen).filter(({ toServer }) => hasData(toServer));
  if (answerBytes === 0 || connections === undefined || used.length <= connections || !endsAsUsual(seen))
    return undefined;
  const since = used.filter(({ toServer, toClient }) =>
    [...toServer.segments, ...toClient.segments].every(({ atNs }) => atNs > sinceNs),
  );
  // What can be read there, and is not the same, is something else.
  const asked = lastPiece(used.findLast((flow) => !since.includes(flow))?.toServer.segments ?? []);
  if (!isBinary(asked)) return undefined;
  const came = since.reduce((sum, { toClient }) => sum + toClient.arrivedTo - 1, 0);
  if (came === 0) return undefined;
  return came >= answerBytes - slackBytes ? "whole" : "less";
}

function hasData({ segments }: Flow["toServer"]): boolean {
  return segments.some(({ length }) => length > 0);
}

function endsAsUsual({ observations, evidence: { control } }: Case): boolean {
  const exit = findExit(observations, "client");
  if (exit === undefined) return false;
  return control?.signs.some(({ what }) => what === endSign(exit)) === true;
}
