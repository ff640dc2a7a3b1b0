// What must be seen of a fault that the server survives: that it is over, or slow, and that the server lives.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { type Arrival, arrivals, hasFlag } from "../../timeline/conversation.ts";
import { countDistinctBytes } from "../../timeline/distinct-bytes.ts";
import { greatest } from "../../timeline/extremes.ts";
import type { FaultEvidence } from "../../timeline/fault-evidence.ts";
import { after, ofKind } from "../../timeline/queries.ts";
import { isTlsAlert } from "../../timeline/tls.ts";
import { bytesBetween, flowsOf } from "../bytes/flows.ts";

/** Which part was not seen; undefined where it all was, and for a fault from which the server dies. */
export function missingOfLife(seen: Case, expected: FaultEvidence): string | undefined {
  if (!expected.lives) return undefined;
  if (expected.process === "paused" && lasted(seen, expected) === undefined)
    return `process ${seen.fault?.pid} was not seen to go on`;
  if (closesByItself(seen)) return "the server closed the connection by itself";
  return expected.slow ? missingOfSpeed(seen) : undefined;
}

/** By how many times a segment may come sooner than the fault says: the kernel lets it make up for lost time. */
const SLACK = 2;

function missingOfSpeed(seen: Case): string | undefined {
  const speeds = answersOf(seen).flatMap(speedOf);
  if (speeds.length === 0 && isCutShort(seen)) return undefined;
  if (speeds.length === 0)
    return "no answer was longer than one segment, so nothing was slow: ask for more than 244 bytes";
  const { amount = 0 } = seen.fault ?? {};
  const most = greatest(speeds);
  return most <= amount * SLACK ? undefined : `${Math.round(most)} bytes per second came, and not ${amount}`;
}

/** Less came than in the control: the client did not wait for the second segment. */
function isCutShort(seen: Case): boolean {
  const usual = seen.evidence.control?.received ?? 0;
  return bytesBetween(flowsOf(seen), 0, Number.POSITIVE_INFINITY) < usual;
}

/** What arrived of the server's data, divided by what the client sent. */
function answersOf({ segments, fault }: Case): Arrival[][] {
  const answers: Arrival[][] = [[]];
  for (const segment of after(arrivals(segments), fault?.atNs ?? Number.POSITIVE_INFINITY)) {
    if (segment.length === 0) continue;
    if (segment.direction === "client->server") answers.push([]);
    else answers.at(-1)?.push(segment);
  }
  return answers;
}

/** From the first segment to the last, in bytes per second: the first is sent at once. */
function speedOf(answer: readonly Arrival[]): number[] {
  const [first, last] = [answer[0], answer.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  const bytes = countDistinctBytes(answer) - first.length;
  return [(bytes / Math.max(1, last.arrivedAtNs - first.arrivedAtNs)) * 1e9];
}

/** How long it lasted, by what was seen of it: not what was asked for. Undefined where it did not end, or not in time. */
export function lasted(seen: Case, { wire, process }: FaultEvidence): number | undefined {
  const since = after(seen.observations, seen.fault?.atNs ?? Number.POSITIVE_INFINITY);
  if (wire !== undefined) {
    const done = ofKind(since, "wire");
    const first = done.find(({ operation }) => operation === wire[0]);
    const last = done.find(({ operation, atNs }) => operation === wire.at(-1) && atNs > (first?.atNs ?? 0));
    return first && last && last.atNs - first.atNs;
  }
  if (process !== "paused") return undefined;
  const isStopped = (state: string | undefined): boolean => state === "T";
  const looks = ofKind(since, "processes").map(({ atNs, rows }) => ({
    atNs,
    state: rows.find(({ pid }) => pid === seen.fault?.pid)?.state,
  }));
  const stopped = looks.find(({ state }) => isStopped(state));
  const going = looks.find(({ atNs, state }) => atNs > (stopped?.atNs ?? Infinity) && !isStopped(state));
  return stopped && going && going.atNs - stopped.atNs;
}

/**
 * The server's FIN or RST is not the fault's doing where it answers the client's, nor where the server closes in the control
 * too, once the client has what it asked for.
 */
export function withoutReplies(seen: Case, { lives }: FaultEvidence): Case {
  if (!lives || seen.ending === undefined) return seen;
  return isReply(seen, seen.ending) || closedUsually(seen) ? { ...seen, ending: undefined } : seen;
}

/** Whenever that was: then it cannot be said that it would have answered. */
function closesByItself(seen: Case): boolean {
  const faultNs = seen.fault?.atNs ?? Number.POSITIVE_INFINITY;
  const first = arrivals(seen.segments).find(
    (segment) => segment.arrivedAtNs > faultNs && segment.direction === "server->client" && ends(segment),
  );
  return first !== undefined && !isReply(seen, first) && !closedUsually(seen);
}

/** So it does in a control. What the client does there says nothing: it may have ended the connection itself. */
function closedUsually({ evidence: { control } }: Case): boolean {
  return controlsOf(control).some((each) => each.serverEndsFirst === true);
}

/** Whether the server's FIN or RST came, and was no answer to the client's, nor to its close_notify. */
export function serverEndsFirst(seen: Case): boolean {
  const first = arrivals(seen.segments).find(
    (segment) => segment.direction === "server->client" && ends(segment),
  );
  return first !== undefined && !isReply(seen, first);
}

function isReply({ segments }: Case, ending: Arrival): boolean {
  return segments.some(
    (segment) =>
      segment.direction === "client->server" &&
      (ends(segment) || isTlsAlert(segment.payload, segment.length)) &&
      segment.atNs < ending.atNs,
  );
}

function ends(segment: { readonly flags: string }): boolean {
  return hasFlag(segment, "F") || hasFlag(segment, "R");
}
