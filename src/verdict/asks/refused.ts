// What a server of HTTP answers as it ends may refuse what was asked: a 503, gRPC's UNAVAILABLE. It says so by a status that
// no answer has without the fault.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { statusesIn } from "../../timeline/http-answers.ts";
import type { Stream } from "../../timeline/http2-answers.ts";
import { isAskedSince } from "../bytes/asked-since.ts";
import { type Flow, newIn } from "../bytes/flows.ts";
import { numberOf } from "../bytes/number-of.ts";
import { lastSent, textOf } from "../bytes/sent-again.ts";
import { isHttp2 } from "../bytes/spoken.ts";
import { streamsOn } from "../bytes/streams.ts";
import type { End } from "./ends.ts";
import { LAST_WORDS } from "./why-unsure.ts";

export const REFUSED: End = { fate: "unknown", why: LAST_WORDS };

/** For a control: a number for each status that any answer had. */
export function statusNumbers(flows: readonly Flow[]): readonly number[] {
  const all = flows.flatMap((flow) =>
    isHttp2(flow)
      ? (streamsOn(flow) ?? []).flatMap(({ status }) => status ?? [])
      : answersOn(flow).map(({ status }) => status),
  );
  return [...new Set(all.map(numberOf))];
}

/** Over HTTP/1: what was asked last on the connection under test, unless the same was asked and answered elsewhere since. */
export function isRefusedAsItEnds(seen: Case, [mine, ...others]: readonly Flow[]): boolean {
  if (mine === undefined) return false;
  const last = answersOn(mine).at(-1);
  if (last === undefined || !isNewAsItEnds(seen, last.status, last.arrivedAtNs)) return false;
  return !isAskedSince(others, textOf(lastSent(mine, last.arrivedAtNs)), last.arrivedAtNs);
}

/** Over HTTP/2. A status that was not kept may be any. */
export function isStreamRefused(seen: Case, { status, endedNs, isUnanswered }: Stream): boolean {
  return isUnanswered !== true && endedNs !== undefined && isNewAsItEnds(seen, status, endedNs);
}

/** The status of each answer on a connection of HTTP/1, and when it arrived. */
export function answersOn({ toClient, toServer }: Flow): ReturnType<typeof statusesIn> {
  const arrived = newIn(toClient.segments).filter(({ arrivedAtNs }) => arrivedAtNs !== undefined);
  return statusesIn(arrived, newIn(toServer.segments));
}

/** It came between the fault and the server's end. */
function isNewAsItEnds(
  { fault, ending, evidence }: Case,
  status: string | undefined,
  arrivedAtNs: number,
): boolean {
  const usual = controlsOf(evidence.control).map(({ statuses = [] }) => statuses);
  if (fault === undefined || ending === undefined || usual.every(({ length }) => length === 0)) return false;
  const isAsItEnds = arrivedAtNs > fault.atNs && arrivedAtNs <= ending.arrivedAtNs;
  return isAsItEnds && (status === undefined || !usual.some((all) => all.includes(numberOf(status))));
}
