// A client that gets no input and asks the same again and again, as one that works through a batch: that the same was asked
// on a new connection does not show that what its server died with was asked once more. How much it has sent in all may.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { isInReply } from "../../timeline/moments.ts";
import { endedAt } from "../bytes/death.ts";
import { type Flow, newIn } from "../bytes/flows.ts";
import { isSure, lastAsked, lastSent, textOf, timesAsked } from "../bytes/sent-again.ts";
import { isSince } from "./done-elsewhere.ts";

/**
 * Undefined where what it asks differs, or it has asked as often as without the fault, and what was left unanswered once
 * more.
 */
export function askedAlike(seen: Case, flows: readonly Flow[]): "less" | "unknown" | undefined {
  const controls = controlsOf(seen.evidence.control);
  const usually = controls[0]?.said?.[0]?.connections ?? Number.POSITIVE_INFINITY;
  const since = flows.filter((flow) => isSince(seen, flow));
  const last = flows.findLast((flow) => !since.includes(flow) && flow.toServer.sentTo > 1);
  if (last === undefined || since.length === 0 || usually > 1) return undefined;
  const asked = lastAsked(last, endedAt(seen));
  const isAlike = isSure(asked) && timesAsked(last, asked).length >= SEVERAL;
  return isAlike ? compare(seen, last, bytesSent(flows) - greetings(since, asked)) : undefined;
}

/**
 * Who sends by the clock sends more or less each time: it takes two controls that have sent the same to say that something
 * is missing.
 */
function compare(seen: Case, last: Flow, sent: number): "less" | "unknown" | undefined {
  const usual = controlsOf(seen.evidence.control).map((control) => control.sent ?? Number.NaN);
  const once = lengthOf(lastSent(last, endedAt(seen)));
  const whole = isAnswered(seen, last) ? 0 : once;
  if (usual.some((each) => Number.isNaN(each) || sent === each + whole)) return undefined;
  const isFixed = usual.length > 1 && new Set(usual).size === 1;
  return isFixed && sent === (usual[0] ?? 0) + whole - once ? "less" : "unknown";
}

const SEVERAL = 3;

export function bytesSent(flows: readonly Flow[]): number {
  return flows.reduce((sum, { toServer }) => sum + toServer.sentTo - 1, 0);
}

/** What it sends on each connection before it asks. */
function greetings(since: readonly Flow[], asked: string): number {
  const before = since.map((flow) => textOf(flow.toServer.segments).indexOf(asked));
  return before.reduce((sum, at) => sum + Math.max(0, at), 0);
}

function lengthOf(segments: Flow["toServer"]["segments"]): number {
  return newIn(segments).reduce((sum, { length }) => sum + length, 0);
}

/** Something came since it asked last, and that was not cut short. */
function isAnswered(seen: Case, { toServer, toClient }: Flow): boolean {
  const askedNs = newIn(toServer.segments).at(-1)?.atNs ?? 0;
  const hasCome = toClient.segments.some(
    ({ length, arrivedAtNs = 0 }) => length > 0 && arrivedAtNs > askedNs,
  );
  return hasCome && !isInReply(seen.evidence.moment);
}
