// Whether a client may have asked once more, on another connection, for an answer of HTTP that was cut.

import type { SeenSegment } from "../../timeline/conversation.ts";
import { type Flow, bytesBetween, newIn } from "./flows.ts";
import { type Range, asksForRest, rangeIn } from "./ranges.ts";
import { isSure, timesAsked } from "./sent-again.ts";

export const MAY_BE_AGAIN =
  "the client was served again on a new connection, and may have asked the same there";

/** What it asked since, on another connection; `waits`: the same, and nothing has come for that. */
export type Again = "the same" | "waits" | "maybe" | "no";

/**
 * It may get the rest there, or all of it once more; under another number, or with another body, it may be something else.
 */
export function askedSince([mine, ...others]: readonly Flow[], goneNs: number): Again {
  const sent = newIn(mine?.toServer.segments ?? []).filter(({ atNs }) => atNs < goneNs);
  const own = requestsIn(sent).at(-1);
  const asked = others.map((flow) => ({
    requests: requestsSince(newIn(flow.toServer.segments), goneNs),
    hasCome: hasComeSince(flow, goneNs),
  }));
  const isAgain = (other: Request | undefined): boolean =>
    own === undefined || other === undefined || isSame(other, own);
  const same = asked.filter(({ requests }) => requests.some(isAgain));
  if (same.length > 0) return same.some(({ hasCome }) => hasCome) ? "the same" : "waits";
  const path = own && pathIn(own.line);
  const isMaybe = (other: Request | undefined): boolean => other !== undefined && pathIn(other.line) === path;
  return asked.some(({ requests }) => requests.some(isMaybe)) ? "maybe" : "no";
}

/** Something came there. */
function hasComeSince({ toClient }: Flow, goneNs: number): boolean {
  return toClient.segments.some(({ length, arrivedAtNs = 0 }) => length > 0 && arrivedAtNs > goneNs);
}

interface Request {
  readonly line: string;
  /** What stands behind its head; how much, where not all was kept. Undefined where the end of its head was not. */
  readonly body: string | number | undefined;
  readonly range?: Range | undefined;
}

function isSame(other: Request, own: Request): boolean {
  const areBothKnown = other.body !== undefined && own.body !== undefined;
  if (other.line !== own.line || (areBothKnown && other.body !== own.body)) return false;
  return asksForRest(other.range, own.range);
}

/** Those on a connection; undefined for what is none, where none is seen. */
function requestsSince(sent: readonly SeenSegment[], goneNs: number): readonly (Request | undefined)[] {
  const since = sent.filter(({ atNs }) => atNs > goneNs);
  const requests = requestsIn(since);
  return requests.length > 0 ? requests : since.map(() => undefined);
}

/** Each begins a segment, and ends where the next one begins. */
function requestsIn(sent: readonly SeenSegment[]): readonly Request[] {
  const begins = sent.flatMap((segment, i) => (lineOf(segment) === undefined ? [] : [i]));
  return begins.map((begin, i) => {
    const segments = sent.slice(begin, begins[i + 1]);
    return { line: lineOf(sent[begin]) ?? "", ...contentOf(segments) };
  });
}

function contentOf(segments: readonly SeenSegment[]): Pick<Request, "body" | "range"> {
  const [first, ...more] = segments.map(({ payload }) => atob(payload));
  const bytes = segments.reduce((sum, { length }) => sum + length, 0);
  const kept = [first, ...more].join("");
  const head = /^[^]*?\r?\n\r?\n/.exec(kept)?.[0];
  if (head === undefined || (kept.length < bytes && head.length > (first ?? "").length))
    return { body: undefined };
  const body = kept.length === bytes ? kept.slice(head.length) : bytes - head.length;
  return { body, range: rangeIn(head) };
}

function lineOf(segment: SeenSegment | undefined): string | undefined {
  return /^[A-Z]+ \S+(?= HTTP\/1\.[01]\r?\n)/.exec(atob(segment?.payload ?? ""))?.[0];
}

/** With the method, and without what may be a number of the request. */
function pathIn(line: string): string {
  return line.replace(/\?.*/, "").replaceAll(/\d+/g, "0");
}

/** In the same words, and something came for it. */
export function isAskedSince(others: readonly Flow[], asked: string, endedNs: number): boolean {
  if (!isSure(asked)) return false;
  return others.some((flow) => {
    const againNs = timesAsked(flow, asked).find((atNs) => atNs > endedNs);
    return againNs !== undefined && bytesBetween([flow], againNs, Number.POSITIVE_INFINITY) > 0;
  });
}
