// An answer that says itself where it ends: HTTP's (RFC 9112 6.3). That it was cut no control has to show.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { type SeenSegment, hasFlag } from "../../timeline/conversation.ts";
import { withoutHalfClose } from "../../timeline/half-closed.ts";
import { type Lack as LackOfOne, lackOf } from "../../timeline/http-answers.ts";
import { hasOpenStreams } from "../../timeline/http2-answers.ts";
import { ofKind } from "../../timeline/queries.ts";
import { hasDataSince, isUnderWay } from "../../timeline/under-way.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { type Again, MAY_BE_AGAIN, askedSince } from "../bytes/asked-since.ts";
import { goneNsOf } from "../bytes/death.ts";
import { isHttp2 } from "../bytes/flights.ts";
import { type Flow, flowsOf, newIn } from "../bytes/flows.ts";
import { NEXT, mayBeNext } from "../bytes/next-ask.ts";
import { lastSent, textOf } from "../bytes/sent-again.ts";
import { STILL } from "../bytes/still-coming.ts";
import { ANSWERED } from "./fates.ts";
import { ASKED, isSection } from "./loss.ts";

/** Over HTTP/2 a stream had not come to its end. */
type Lack = LackOfOne | "streams";

/** What was asked last, and is `cut` where less of its answer came than the answer had promised. */
export function settlePromised(
  said: readonly SaidEntry[],
  seen: Case,
  flows: readonly Flow[],
): readonly SaidEntry[] {
  const goneNs = goneNsOf(seen);
  const [mine] = flows; // the connection under test
  if (goneNs === undefined || mine === undefined || isSection(seen)) return said;
  const lack = lackOn(mine) ?? "nothing";
  if (lack === "nothing" || hasLeftIn(seen, goneNs)) return said;
  const again = askedSince(flows, goneNs);
  const end = again === "the same" ? endOfNext(said, seen, flows, goneNs) : endOf(seen, again);
  if (end === undefined) return said;
  const last = said.findLast(({ atNs }) => atNs < goneNs);
  if (last === undefined && (said.length > 0 || isOpenEnded(lack, seen))) return said;
  if (last === undefined) return ofUnsaid(seen, mine, end);
  const settled = isOpenEnded(lack, seen) ? openEnded(last, lack, mine) : cutShort(last, end);
  return said.map((each) => (each === last ? settled : each));
}

/** Nothing says how long it is; one in chunks that comes to its end in the control was to do so here. */
function isOpenEnded(lack: Lack, { evidence: { control } }: Case): boolean {
  const controls = controlsOf(control);
  const hasEnd = controls.length > 0 && controls.every(({ lastWhole }) => lastWhole);
  return lack === "close" || ((lack === "chunks" || lack === "streams") && !hasEnd);
}

/** Who asks the same again and again may just have gone on. (Of what it was started for the ledger has more to say.) */
function endOfNext(
  said: readonly SaidEntry[],
  seen: Case,
  flows: readonly Flow[],
  goneNs: number,
): End | undefined {
  const [mine] = flows;
  if (said.length > 0 || mine === undefined) return undefined;
  const asked = lastSent(mine, goneNs);
  const cut = { text: textOf(asked), sentNs: asked[0]?.atNs ?? goneNs, goneNs };
  return mayBeNext(seen, cut, flows) ? NEXT_PERHAPS : undefined;
}

function endOf(seen: Case, again: Exclude<Again, "the same">): End {
  if (again === "maybe") return ASKED_AGAIN;
  return isArriving(seen) ? STILL_ON_ITS_WAY : CUT;
}

function cutShort(entry: SaidEntry, end: End): SaidEntry {
  const mayBeCut = entry.found !== true && (entry.fate === "unknown" || ANSWERED.has(entry.fate));
  return mayBeCut && !(entry.isLost === true && end === ASKED_AGAIN) ? endIn(entry, end) : entry;
}

/** In chunks, or up to the end of the connection: an answer that was to go on, or a stream without an end. */
function openEnded(entry: SaidEntry, lack: Lack, { toClient }: Flow): SaidEntry {
  if (lack === "streams") return entry; // one that stays open carries many things
  const isAnswered = entry.isLost === false && entry.found !== true && ANSWERED.has(entry.fate);
  // What a client asks by itself is held against a control that is watched for longer.
  if (!isAnswered || entry.isOwn || isEventStream(toClient.segments)) return entry;
  return endIn(entry, { fate: "unknown", why: OPEN });
}

const OPEN =
  "its answer had not come to its end, and whether more was to come is not known: --expect what it ends with";

/** It has no end (HTML Standard 9.2). */
function isEventStream(segments: readonly SeenSegment[]): boolean {
  return segments
    .filter(({ length }) => length > 0)
    .slice(0, MOST_HEADS)
    .some(({ payload }) => /^content-type:[ \t]*text\/event-stream/im.test(atob(payload)));
}

/** Its head is among the first segments. */
const MOST_HEADS = 16;

/** What the kernel of a server that is stopped has still to deliver comes on, as fast as the client reads it. */
function isArriving(seen: Case): boolean {
  const { fault, segments, observations } = seen;
  const came = hasDataSince(segments, (fault?.atNs ?? 0) + IN_FLIGHT_NS);
  return came && isUnderWay(withoutHalfClose(seen), observations.at(-1)?.atNs ?? 0);
}

/** What was on the wire when the fault came is there by then. */
const IN_FLIGHT_NS = 50e6;

type End = Pick<SaidEntry, "fate" | "why" | "isLost">;
const CUT: End = { fate: "cut", isLost: true };
const STILL_ON_ITS_WAY: End = { fate: "unknown", why: STILL };
const NEXT_PERHAPS: End = { fate: "unknown", why: NEXT };
const ASKED_AGAIN: End = { fate: "unknown", why: MAY_BE_AGAIN };

function endIn(entry: SaidEntry, end: End): SaidEntry {
  const { why: _, isLost: __, ...others } = entry;
  return { ...others, ...end };
}

/** Nothing was said to it: of what a client asks by itself it is known where less came than was promised. */
function ofUnsaid(seen: Case, { toServer, toClient }: Flow, end: End): readonly SaidEntry[] {
  if (isAsExpected(seen)) return [];
  const asked = toServer.segments.findLast(({ length }) => length > 0);
  const came = toClient.segments.findLast(
    ({ length, arrivedAtNs }) => length > 0 && arrivedAtNs !== undefined,
  );
  if (asked === undefined || came === undefined) return [];
  const because = [asked.id, came.id];
  return [{ text: ASKED, isOwn: true, atNs: asked.atNs, ...end, because }];
}

/** All that was expected of it was printed. */
export function isAsExpected({ observations }: Case): boolean {
  const expected = ofKind(observations, "expected");
  return expected.length > 0 && expected.every(({ found }) => found);
}

/** The client did not want the rest: it had closed its socket. */
export function hasLeftIn(seen: Case, beforeNs?: number): boolean {
  return hasLeft(withoutHalfClose(seen, beforeNs), beforeNs);
}

/** By its segments alone: one that has closed a half (`nc -N`) takes what comes, and refuses none of it. */
export function hasLeft(
  segments: readonly SeenSegment[],
  beforeNs: number = Number.POSITIVE_INFINITY,
): boolean {
  const own = segments.filter(({ direction }) => direction === "client->server");
  const isReset = own.some((each) => hasFlag(each, "R") && each.atNs < beforeNs);
  const fin = own.find((each) => hasFlag(each, "F") && each.atNs < beforeNs);
  if (fin === undefined || isReset) return isReset;
  // An RST without ACK is its kernel's answer to what came for a closed socket.
  return own.some(({ flags }) => flags === "R") || !hasDataSince(segments, fin.atNs);
}

/** In a silence: its server, which is gone, had promised more of what was under way on the connection under test. */
export function lacksRest(seen: Case): boolean {
  const goneNs = goneNsOf(seen);
  if (goneNs === undefined || seen.ending !== undefined) return false;
  const lack = lackOn(flowsOf(seen)[0]);
  const isPromised = lack !== undefined && lack !== "nothing" && !isOpenEnded(lack, seen);
  return isPromised && !hasLeftIn(seen);
}

/** What the last of its answers lacks, as far as that is known. */
export function lackOn(flow: Flow | undefined): Lack | undefined {
  if (flow === undefined) return undefined;
  const isFramed = isHttp2(flow);
  if (!isFramed && !isHttp(flow.toClient.segments)) return undefined; // most are not
  const arrived = newIn(flow.toClient.segments).filter(({ arrivedAtNs }) => arrivedAtNs !== undefined);
  const requests = newIn(flow.toServer.segments);
  if (!isFramed) return lackOf(arrived, requests);
  const isOpen = hasOpenStreams(arrived, requests);
  return isOpen === undefined ? undefined : isOpen ? "streams" : "nothing";
}

/** An answer of HTTP; it may begin in small pieces. */
export function isHttp(segments: readonly SeenSegment[]): boolean {
  let text = "";
  for (const { payload, length } of segments) {
    if (length > 0) text += atob(payload.slice(0, 12)); // nine bytes
    if (text.length >= HTTP.length || !HTTP.startsWith(text)) break;
  }
  return text.startsWith(HTTP);
}

const HTTP = "HTTP/1.";
