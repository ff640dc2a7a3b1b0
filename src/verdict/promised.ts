// An answer that says itself how long it is: HTTP's Content-Length (RFC 9112 6.3). That it was cut no control has to show.

import type { Case } from "../timeline/case.ts";
import { type SeenSegment, hasFlag } from "../timeline/conversation.ts";
import { ofKind } from "../timeline/queries.ts";
import type { SaidEntry } from "../timeline/verdict-record.ts";
import { lackOf } from "../timeline/http-answers.ts";
import { type Flow, newIn } from "./flows.ts";
import { ANSWERED, ASKED, isSection } from "./loss.ts";

/** What was asked last, and is `cut` where less of its answer came than the answer had promised. */
export function settlePromised(
  said: readonly SaidEntry[],
  seen: Case,
  flows: readonly Flow[],
): readonly SaidEntry[] {
  const { ending } = seen;
  const [mine] = flows; // the connection under test
  if (ending === undefined || mine === undefined || isSection(seen) || !isCut(mine)) return said;
  if (hasLeft(seen.segments, ending.arrivedAtNs) || hasAskedSince(flows, ending.arrivedAtNs)) return said;
  const last = said.findLast(({ atNs }) => atNs < ending.arrivedAtNs);
  const isOpen = last !== undefined && last.found !== true && MAY_BE_CUT.has(last.fate);
  if (isOpen) return said.map((each) => (each === last ? cutEntry(each) : each));
  return said.length === 0 && !isAsExpected(seen) ? ownEntry(mine) : said;
}

const MAY_BE_CUT: ReadonlySet<string> = new Set([...ANSWERED, "unknown"]);

function cutEntry(entry: SaidEntry): SaidEntry {
  const { why: _, ...others } = entry;
  return { ...others, fate: "cut", isLost: true };
}

/** Nothing was said to it. */
function ownEntry({ toServer, toClient }: Flow): readonly SaidEntry[] {
  const asked = toServer.segments.findLast(({ length }) => length > 0);
  const came = toClient.segments.findLast(
    ({ length, arrivedAtNs }) => length > 0 && arrivedAtNs !== undefined,
  );
  if (asked === undefined || came === undefined) return [];
  const because = [asked.id, came.id];
  return [{ text: ASKED, isOwn: true, atNs: asked.atNs, fate: "cut", isLost: true, because }];
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
