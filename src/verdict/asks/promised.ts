// An answer that says itself where it ends: HTTP's (RFC 9112 6.3). That it was cut no control has to show.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { type SeenSegment, hasFlag } from "../../timeline/conversation.ts";
import { type Stream, isOpenAt } from "../../timeline/http2-answers.ts";
import { withoutHalfClose } from "../../timeline/half-closed.ts";
import { type Lack as LackOfOne, lackOf } from "../../timeline/http-answers.ts";
import { hasDataSince } from "../../timeline/under-way.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { type Again, askedSince } from "../bytes/asked-since.ts";
import { goneNsOf } from "../bytes/death.ts";
import { type Flow, flowsOf, newIn } from "../bytes/flows.ts";
import { mayBeNext } from "../bytes/next-ask.ts";
import { isRequest, lastSent, textOf } from "../bytes/sent-again.ts";
import { isHttp2 } from "../bytes/spoken.ts";
import { streamsOn } from "../bytes/streams.ts";
import {
  ASKED_AGAIN,
  ASKS_YET,
  type End,
  NEXT_PERHAPS,
  cutOrComing,
  endIn,
  mayBeCut,
  ofUnsaid,
} from "./ends.ts";
import { ANSWERED } from "./fates.ts";
import { isSection } from "./loss.ts";
import { REFUSED, isRefusedAsItEnds, isStreamRefused } from "./refused.ts";
import { settleStreams } from "./stream-asks.ts";

/** Over HTTP/2 a stream had not come to its end. */
type Lack = LackOfOne | "streams";

/** What was asked last, and is `cut` where less of its answer came than the answer had promised. */
export function settlePromised(
  said: readonly SaidEntry[],
  seen: Case,
  flows: readonly Flow[],
): readonly SaidEntry[] {
  const goneNs = goneNsOf(seen);
  const [mine] = flows;
  if (goneNs === undefined || mine === undefined || isSection(seen)) return said;
  const lack = lackOn(mine, goneNs, seen.fault?.atNs) ?? "nothing";
  if (isRefusedAsItEnds(seen, flows)) return settleRefused(said, seen, mine);
  if (streamsOn(mine)?.some((stream) => isBrokenAsItEnds(seen, stream)) === true)
    return settleStreams(said, seen, flows, goneNs);
  if (lack === "nothing" || hasLeftIn(seen, goneNs)) return said;
  if (lack !== "streams") return settleLast(said, seen, flows, { lack, goneNs, mine });
  return isOpenEnded(lack, seen) ? said : settleStreams(said, seen, flows, goneNs);
}

/** Its server has refused it, or broken it off, before the client may have left. */
function isBrokenAsItEnds(seen: Case, stream: Stream): boolean {
  const { brokenBy, endedNs = 0 } = stream;
  const faultNs = seen.fault?.atNs ?? Number.POSITIVE_INFINITY;
  return isStreamRefused(seen, stream) || (brokenBy === "server" && endedNs >= faultNs);
}

/** It may be any that was not yet answered then. */
function settleRefused(said: readonly SaidEntry[], seen: Case, mine: Flow): readonly SaidEntry[] {
  const goneNs = goneNsOf(seen) ?? 0;
  const last = said.findLast(({ atNs }) => atNs < goneNs);
  if (last === undefined) return said.length > 0 ? said : ofUnsaid(seen, mine, REFUSED);
  return said.map((each) => (each === last ? cutShort(last, REFUSED) : each));
}

interface Lacking {
  readonly lack: LackOfOne;
  readonly goneNs: number;
  /** The connection under test. */
  readonly mine: Flow;
}

function settleLast(
  said: readonly SaidEntry[],
  seen: Case,
  flows: readonly Flow[],
  { lack, goneNs, mine }: Lacking,
): readonly SaidEntry[] {
  const again = askedSince(flows, goneNs);
  const end = again === "the same" ? endOfNext(said, seen, flows, goneNs) : endOf(seen, again);
  if (end === undefined) return said;
  const last = said.findLast(({ atNs }) => atNs < goneNs);
  if (last === undefined && (said.length > 0 || isOpenEnded(lack, seen))) return said;
  if (last === undefined) return ofUnsaid(seen, mine, end);
  const settled = isOpenEnded(lack, seen) ? openEnded(last, mine) : cutShort(last, end);
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
  if (again === "waits") return ASKS_YET;
  return again === "maybe" ? ASKED_AGAIN : cutOrComing(seen);
}

function cutShort(entry: SaidEntry, end: End): SaidEntry {
  return mayBeCut(entry) && !(entry.isLost === true && end === ASKED_AGAIN) ? endIn(entry, end) : entry;
}

/** In chunks, or up to the end of the connection: an answer that was to go on, or a stream without an end. */
function openEnded(entry: SaidEntry, { toClient }: Flow): SaidEntry {
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

/** In a silence its server, which is gone, had promised more. */
export function lacksRest(seen: Case): boolean {
  return seen.ending === undefined && hadPromisedMore(seen) && !hasLeftIn(seen);
}

/** Its server, which is gone, had promised more of what was under way on the connection under test. */
export function hadPromisedMore(seen: Case): boolean {
  const goneNs = goneNsOf(seen);
  if (goneNs === undefined) return false;
  const lack = lackOn(flowsOf(seen)[0], goneNs, seen.fault?.atNs);
  const isPromised = lack !== undefined && lack !== "nothing" && !isOpenEnded(lack, seen);
  return isPromised && !hasLeftIn(seen, goneNs);
}

/**
 * What the last of its answers lacks, as far as that is known.
 *
 * @param goneNs what a client breaks off before that it does not want: without it none, as in a control
 * @param faultNs what a server breaks off before that it has answered
 */
export function lackOn(flow: Flow | undefined, goneNs = 0, faultNs?: number): Lack | undefined {
  if (flow === undefined) return undefined;
  if (isHttp2(flow)) return lackOfStreams(flow, goneNs, faultNs);
  if (!isHttp(flow.toClient.segments)) return beginsAsHttp(flow) ? "head" : undefined; // most are not
  const arrived = newIn(flow.toClient.segments).filter(({ arrivedAtNs }) => arrivedAtNs !== undefined);
  return lackOf(arrived, newIn(flow.toServer.segments));
}

function lackOfStreams(flow: Flow, goneNs: number, faultNs: number | undefined): Lack | undefined {
  const streams = streamsOn(flow);
  if (streams === undefined) return undefined;
  return streams.some((stream) => isOpenAt(stream, goneNs, faultNs)) ? "streams" : "nothing";
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

/** Not even that much has come of an answer to a request of HTTP. */
function beginsAsHttp({ toServer, toClient }: Flow): boolean {
  const came = newIn(toClient.segments).filter(({ arrivedAtNs }) => arrivedAtNs !== undefined);
  const text = came.length > HTTP.length ? "" : textOf(came);
  return text !== "" && HTTP.startsWith(text) && isRequest(textOf(newIn(toServer.segments).slice(0, 1)));
}
