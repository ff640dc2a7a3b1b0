// What a client sent on a connection between two answers: a request, or an acknowledgment.

import type { SeenSegment } from "../../timeline/conversation.ts";
import type { Flow } from "./flows.ts";
import { isHttp2, spokenOn } from "./spoken.ts";

export interface Flight {
  /** With bytes that had not been sent before; there is one at least. */
  readonly segments: readonly SeenSegment[];
  readonly sentNs: number;
  /** When data of the server arrived next; left out if none did. */
  readonly answeredNs?: number;
}

/**
 * In their order. Empty where the server speaks first, unless that is asked for: what the client sends then may need no
 * answer. (Of HTTP/2 each end may send its settings first: RFC 9113 3.4.)
 *
 * @param endedNs what is sent from then on, such as a farewell, is another one, though no answer came between
 */
export function flightsOn(flow: Flow, endedNs: number, mayGreet: boolean = isHttp2(flow)): readonly Flight[] {
  const spoken = spokenOn(flow);
  const sent = spoken.sent.map((segment) => ({ ns: segment.atNs, segment }));
  const came = spoken.came.flatMap(({ arrivedAtNs: ns }) =>
    ns === undefined ? [] : [{ ns, segment: undefined }],
  );
  const isSame = (last: Flight, ns: number): boolean =>
    last.answeredNs === undefined && (ns < endedNs || last.sentNs >= endedNs);
  const all: { segments: SeenSegment[]; sentNs: number; answeredNs?: number }[] = [];
  for (const { ns, segment } of [...sent, ...came].sort((one, other) => one.ns - other.ns)) {
    const last = all.at(-1);
    if (segment === undefined) {
      if (last === undefined && !mayGreet) return [];
      if (last !== undefined) last.answeredNs ??= ns;
    } else if (last !== undefined && isSame(last, ns)) last.segments.push(segment);
    else all.push({ segments: [segment], sentNs: ns });
  }
  return all;
}

/** An answer may take so many times as long as the slowest of the others. */
const SLACK = 2;

/** Each of them was, as far as it was watched; what was sent last may be answered yet. */
export function areAnswered(flights: readonly Flight[], endNs: number): boolean {
  const longestNs = flights.reduce(
    (most, { sentNs, answeredNs = sentNs }) => Math.max(most, answeredNs - sentNs),
    0,
  );
  return flights.every(
    ({ sentNs, answeredNs }) => answeredNs !== undefined || endNs - sentNs < longestNs * SLACK,
  );
}

/** The server speaks first: SMTP, IMAP, FTP, MySQL. */
export function isGreeted(flow: Flow): boolean {
  const sentNs = flow.toServer.segments.find(({ length }) => length > 0)?.atNs ?? Number.NEGATIVE_INFINITY;
  const first = flow.toClient.segments.find(({ length }) => length > 0);
  return (first?.arrivedAtNs ?? Number.POSITIVE_INFINITY) < sentNs && !isHttp2(flow);
}
