// Whether the client was used before it noticed, and when; and what it sent by itself.

import type { Case } from "../../timeline/case.ts";
import { type SeenSegment, hasFlag } from "../../timeline/conversation.ts";
import { after, ofKind, rowsOf } from "../../timeline/queries.ts";
import { describeWaits, mainThread, waitsOnConnection } from "../../timeline/waits.ts";
import { newIn } from "../bytes/flows.ts";
import type { Sign } from "./signs.ts";

/** What was first said to it after its server had gone, and before the sign; undefined where nothing was. */
export function firstUse(seen: Case, endedAtNs: number, sign: Pick<Sign, "atNs">): number | undefined {
  const sinceNs = isProvoked(seen) ? (seen.fault?.atNs ?? endedAtNs) : endedAtNs;
  return after(seen.typed, sinceNs).find(({ atNs }) => atNs < sign.atNs)?.atNs;
}

/**
 * An RST may be no more than the answer to what the client has sent to a host that had died before; or, where it was made on
 * the wire, to what it has sent to a router that had forgotten the connection, and that went no further.
 */
export function isProvoked({ ending, fault, segments }: Case): boolean {
  if (ending === undefined || !hasFlag(ending, "R")) return false;
  const isMade = ending.wire?.fate === "made";
  return segments.some(({ direction, length, atNs, arrivedAtNs = Number.POSITIVE_INFINITY }) => {
    const reachedNs = isMade ? atNs : arrivedAtNs;
    return (
      direction === "client->server" &&
      length > 0 &&
      reachedNs > (fault?.atNs ?? 0) &&
      reachedNs <= ending.atNs
    );
  });
}

/**
 * It had sent something by itself since the fault, or just before a silence, which nobody has acknowledged, or which an RST
 * has answered: that was how it could notice. What it sends because it has read the end of file is a farewell, and tells it
 * nothing.
 */
export function hasHeartbeat(seen: Case, signs: readonly Sign[], by: Sign): boolean {
  const { segments, fault, ending, typed } = seen;
  const faultNs = fault?.atNs ?? 0;
  const before = by.atNs - (hasFinSoon(segments, by) ? FAREWELL_NS : 0);
  // What is sent again is its kernel's doing.
  const all = newIn(segments.filter(({ direction }) => direction === "client->server"));
  const sent = all.filter(({ atNs }) => atNs < before);
  const heartbeat =
    sent.find((each) => each.atNs > faultNs && !mayBeLine(seen, each, all)) ?? unansweredBefore(seen, sent);
  if (
    heartbeat === undefined ||
    hasReadEnd(seen, heartbeat.atNs) ||
    by.isAsked ||
    after(typed, faultNs).some(({ atNs }) => atNs < by.atNs)
  )
    return false;
  if (ending === undefined) return true;
  const knewBefore = signs.some(({ kind, atNs }) => kind === "farewell" && atNs <= heartbeat.atNs);
  const isAnswered = segments.some(
    ({ direction, flags, arrivedAtNs = 0 }) =>
      direction === "server->client" &&
      flags.includes("R") &&
      arrivedAtNs > heartbeat.atNs &&
      arrivedAtNs <= by.atNs,
  );
  return !knewBefore && isAnswered;
}

/** So long after what it has sent before it is something else. */
const PAUSE_NS = 100e6;

/**
 * It is what a line asked for, or its rest: no answer has come since, and it follows the line, or what was sent for that, at
 * once.
 */
function mayBeLine({ typed, segments }: Case, { atNs }: SeenSegment, sent: readonly SeenSegment[]): boolean {
  const line = typed.findLast((each) => each.atNs <= atNs);
  if (line === undefined) return false;
  const isAnswered = segments.some(
    ({ direction, length, arrivedAtNs = Number.POSITIVE_INFINITY }) =>
      direction === "server->client" && length > 0 && arrivedAtNs > line.atNs && arrivedAtNs < atNs,
  );
  const since = sent.filter((each) => each.atNs > line.atNs && each.atNs <= atNs);
  return (
    !isAnswered && since.every((each, i) => i === 0 || each.atNs - (since[i - 1]?.atNs ?? 0) <= PAUSE_NS)
  );
}

/** What it had sent by itself just before a silence began: nothing came back, and to what it sent before something did. */
function unansweredBefore(
  { segments, ending, typed }: Case,
  sent: readonly SeenSegment[],
): SeenSegment | undefined {
  const last = sent.at(-1);
  if (last === undefined || ending !== undefined) return undefined;
  const answers = segments.filter(({ direction, length }) => direction === "server->client" && length > 0);
  const line = typed.findLast(({ atNs }) => atNs <= last.atNs);
  // Up to the answer to that line it may be the line.
  const sinceNs = line === undefined ? 0 : answers.find(({ atNs }) => atNs > line.atNs)?.atNs;
  const before = sent.slice(0, -1).findLast(({ atNs }) => atNs > (sinceNs ?? Number.POSITIVE_INFINITY));
  const isUsuallyAnswered =
    before !== undefined && answers.some(({ atNs }) => atNs > before.atNs && atNs < last.atNs);
  return isUsuallyAnswered && !answers.some(({ atNs }) => atNs > last.atNs) ? last : undefined;
}

/** Of what is sent so soon after the FIN it is not known that the FIN was still unread. */
const JUST_READ_NS = 20e6;

/**
 * It has read the end of file before it sent that: the table shows it, or it slept on its connection and was woken by the
 * FIN, or, where nobody saw what it slept on, hardly any time has passed since.
 */
function hasReadEnd({ observations, connection, ending }: Case, sentNs: number): boolean {
  if (ending === undefined || !hasFlag(ending, "F") || ending.arrivedAtNs > sentNs) return false;
  const isDone = ofKind(observations, "sockets").some(({ atNs, rows }) => {
    const client = connection && rowsOf(rows, connection).client;
    return atNs > ending.arrivedAtNs && atNs < sentNs && client?.state === "CLOSE_WAIT" && client.recvQ === 0;
  });
  const asleep = ofKind(observations, "waiting").findLast(
    (look) =>
      look.role === "client" && look.atNs <= ending.arrivedAtNs && mainThread(look)?.call !== "running",
  );
  return isDone || (asleep?.threads.some(waitsOnConnection) ?? sentNs - ending.arrivedAtNs < JUST_READ_NS);
}

/** A farewell goes just before the FIN. */
const FAREWELL_NS = 5e6;

function hasFinSoon(segments: Case["segments"], { kind, atNs }: Sign): boolean {
  return kind === "segment" && segments.some((each) => each.atNs === atNs && hasFlag(each, "F"));
}

/** What it slept in between its use and the sign, where that is something else than before. */
export function waitingOnceUsed(
  { observations }: Case,
  usedNs: number,
  signNs: number,
  before: string,
): string | undefined {
  const looks = ofKind(observations, "waiting").filter(
    ({ role, atNs }) => role === "client" && atNs > usedNs && atNs < signNs,
  );
  const asleep = looks.findLast((look) => (mainThread(look)?.call ?? "running") !== "running");
  const now = describeWaits(asleep);
  return now === "unknown" || now === before ? undefined : now;
}
