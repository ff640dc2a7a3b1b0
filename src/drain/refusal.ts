// Whether what came for the request is one more answer like those before, or what a server says as it ends: a 503, gRPC's
// UNAVAILABLE, `421 closing`. Pure.

import type { Case } from "../timeline/case.ts";
import type { SeenSegment } from "../timeline/conversation.ts";
import { answersOn } from "../verdict/asks/refused.ts";
import { beginningOf } from "../verdict/asks/steps.ts";
import { type Flow, flowsOf } from "../verdict/bytes/flows.ts";
import { isHttp2 } from "../verdict/bytes/spoken.ts";
import { streamsOn } from "../verdict/bytes/streams.ts";
import { type Finding, differs, unknown } from "../verdict/rule.ts";

/**
 * Undefined where it is such an answer, or nothing shows that it is not.
 *
 * @param isExpected what was expected was printed
 */
export function refusalOf(
  seen: Case,
  request: SeenSegment,
  answer: SeenSegment,
  isExpected: boolean,
): Finding | undefined {
  const [mine, ...others] = flowsOf(seen);
  if (mine === undefined) return undefined;
  if (isHttp2(mine)) return streamRefused(mine, request, answer);
  const statuses = statusesOn(mine);
  const last = statuses.find(({ arrivedAtNs }) => arrivedAtNs >= (answer.arrivedAtNs ?? answer.atNs));
  if (last === undefined) return isExpected ? undefined : beginsOtherwise(seen, request, answer);
  const before = [...statuses, ...others.flatMap(statusesOn)].filter(
    ({ arrivedAtNs }) => arrivedAtNs < request.atNs,
  );
  const { status } = last;
  if (before.some((each) => each.status === status)) return undefined;
  const isTrouble = status.startsWith("5");
  if (isTrouble && before.length > 0 && repeated(seen).length > 0)
    return differs(`it was refused, with status ${status}`, request, answer);
  if (!isTrouble && (isExpected || before.length === 0)) return undefined;
  return unknown(`its answer has status ${status}, and none before it had`);
}

function statusesOn(flow: Flow): ReturnType<typeof answersOn> {
  return isHttp2(flow) ? [] : answersOn(flow);
}

function streamRefused(mine: Flow, request: SeenSegment, answer: SeenSegment): Finding | undefined {
  const streams = streamsOn(mine) ?? [];
  const before = streams.filter(({ endedNs = Number.POSITIVE_INFINITY }) => endedNs < request.atNs);
  const last = streams.findLast(({ sentNs }) => sentNs >= request.atNs && sentNs < answer.atNs);
  if (last?.brokenBy === "server") return differs("the server broke it off (RST_STREAM)", request, answer);
  if (last?.status === undefined || before.length === 0) return undefined;
  if (before.some(({ status }) => status === last.status)) return undefined;
  return unknown("its answer has a status that none before it had");
}

/** When the same was typed before. */
function repeated({ typed, fault }: Case): readonly number[] {
  const before = typed.filter(({ atNs }) => atNs < (fault?.atNs ?? 0));
  const last = before.at(-1);
  return before.slice(0, -1).flatMap(({ text, atNs }) => (text === last?.text ? [atNs] : []));
}

/** Of a protocol that is not read: otherwise than each time that the same was typed before. */
function beginsOtherwise(seen: Case, request: SeenSegment, answer: SeenSegment): Finding | undefined {
  const came = seen.segments.filter(({ direction, length }) => direction === "server->client" && length > 0);
  const usual = repeated(seen).flatMap(
    (typedNs) => came.find(({ atNs }) => atNs > typedNs && atNs < request.atNs) ?? [],
  );
  const begin = beginningOf(answer.payload);
  if (usual.length === 0 || usual.some(({ payload }) => beginningOf(payload) === begin)) return undefined;
  return unknown("its answer begins otherwise than the one before: --expect what comes at its end");
}
