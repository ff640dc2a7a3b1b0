// An answer that says itself how long it is: HTTP's Content-Length (RFC 9112 6.3). That it was cut no control has to show.

import type { Case } from "../timeline/case.ts";
import { type SeenSegment, hasFlag } from "../timeline/conversation.ts";
import { ofKind } from "../timeline/queries.ts";
import type { SaidEntry } from "../timeline/verdict-record.ts";
import { lackOf } from "../timeline/http-answers.ts";
import { isUnderWay } from "../timeline/under-way.ts";
import { lostNsOf } from "./death.ts";
import { STILL } from "./still-coming.ts";
import { type Flow, newIn } from "./flows.ts";
import { ANSWERED, ASKED, isSection } from "./loss.ts";

/** What was asked last, and is `cut` where less of its answer came than the answer had promised. */
export function settlePromised(
  said: readonly SaidEntry[],
  seen: Case,
  flows: readonly Flow[],
): readonly SaidEntry[] {
  const lostNs = lostNsOf(seen);
  const [mine] = flows; // the connection under test
  if (lostNs === undefined || mine === undefined || isSection(seen) || !isCut(mine)) return said;
  if (hasLeft(seen.segments, lostNs) || hasAskedSince(flows, lostNs)) return said;
  const end = isArriving(seen) ? STILL_ON_ITS_WAY : CUT;
  const last = said.findLast(({ atNs }) => atNs < lostNs);
  const isOpen = last !== undefined && last.found !== true && MAY_BE_CUT.has(last.fate);
  if (isOpen) return said.map((each) => (each === last ? endIn(each, end) : each));
  return said.length === 0 && !isAsExpected(seen) ? ownEntry(mine, end) : said;
}

/** What the kernel of a server that is stopped has still to deliver comes on, as fast as the client reads it. */
function isArriving(seen: Case): boolean {
  const { ending, fault, segments, observations } = seen;
  const sinceNs = (fault?.atNs ?? 0) + IN_FLIGHT_NS;
  const came = segments.some(
    ({ direction, length, arrivedAtNs = 0 }) =>
      direction === "server->client" && length > 0 && arrivedAtNs > sinceNs,
  );
  return ending === undefined && came && isUnderWay(segments, observations.at(-1)?.atNs ?? 0);
}

/** What was on the wire when the fault came is there by then. */
const IN_FLIGHT_NS = 50e6;

type End = Pick<SaidEntry, "fate" | "why" | "isLost">;
const CUT: End = { fate: "cut", isLost: true };
const STILL_ON_ITS_WAY: End = { fate: "unknown", why: STILL };

const MAY_BE_CUT: ReadonlySet<string> = new Set([...ANSWERED, "unknown"]);

function endIn(entry: SaidEntry, end: End): SaidEntry {
  const { why: _, isLost: __, ...others } = entry;
  return { ...others, ...end };
}

/** Nothing was said to it. */
function ownEntry({ toServer, toClient }: Flow, end: End): readonly SaidEntry[] {
  const asked = toServer.segments.findLast(({ length }) => length > 0);
  const came = toClient.segments.findLast(
    ({ length, arrivedAtNs }) => length > 0 && arrivedAtNs !== undefined,
  );
  if (asked === undefined || came === undefined) return [];
  const because = [asked.id, came.id];
  return [{ text: ASKED, isOwn: true, atNs: asked.atNs, ...end, because }];
}

/** All that was expected of it was printed. */
function isAsExpected({ observations }: Case): boolean {
  const expected = ofKind(observations, "expected");
  return expected.length > 0 && expected.every(({ found }) => found);
}

/** The client did not want the rest. */
export function hasLeft(
  segments: readonly SeenSegment[],
  beforeNs: number = Number.POSITIVE_INFINITY,
): boolean {
  return segments.some(
    (segment) =>
      segment.direction === "client->server" &&
      segment.atNs < beforeNs &&
      (hasFlag(segment, "F") || hasFlag(segment, "R")),
  );
}

/** On another connection: it may get the rest there, or all of it once more. */
function hasAskedSince(flows: readonly Flow[], endedNs: number): boolean {
  return flows.slice(1).some(({ toServer }) => newIn(toServer.segments).some(({ atNs }) => atNs > endedNs));
}

/** The last of its answers says that it is longer than what came of it. */
function isCut({ toServer, toClient }: Flow): boolean {
  const first = toClient.segments.find(({ length }) => length > 0);
  if (!begins(first, "HTTP/1.")) return false; // most do not
  // The answer to it has a length, and no content (RFC 9110 9.3.2).
  if (toServer.segments.some((segment) => begins(segment, "HEAD "))) return false;
  return lackOf(newIn(toClient.segments).filter(({ arrivedAtNs }) => arrivedAtNs !== undefined)) === "length";
}

function begins(segment: SeenSegment | undefined, text: string): boolean {
  return segment !== undefined && atob(segment.payload.slice(0, 12)).startsWith(text); // nine bytes
}
