// On how many connections a thing was sent: on more than one, it was sent again.

import { type Stream, isOpenAt } from "../../timeline/http2-answers.ts";
import { isConnectAlone, isMqtt, withoutDup } from "../../timeline/mqtt.ts";
import { type Flow, endOf, newIn } from "./flows.ts";
import type { Found, Put } from "./puts.ts";
import { asksForRest, rangeIn } from "./ranges.ts";
import { askingOn, isHttp2, spokenOn } from "./spoken.ts";
import { streamsOn } from "./streams.ts";

/** What was typed. Undefined where more was sent on a second connection, and what that was cannot be read. */
export function connectionsOf(
  found: Found,
  flows: readonly Flow[],
  fromNs: number,
  untilNs: number,
): number | undefined {
  if ("puts" in found && found.by === "words") return new Set(found.puts.map(({ flow }) => flow)).size;
  const busy = flows.filter((flow) => sendsIn(flow, fromNs, untilNs)).length;
  return busy > 1 ? undefined : busy;
}

/** What TCP sends again had been sent before. */
function sendsIn({ toServer }: Flow, fromNs: number, untilNs: number): boolean {
  return newIn(toServer.segments).some(({ atNs }) => atNs > fromNs && atNs < untilNs);
}

/** What is shorter is in every request somewhere. */
const SURE_LENGTH = 8;

interface Known {
  readonly faultNs?: number | undefined;
  /** How often it asks without the fault what begins with these bytes; 0 where that is not known. */
  readonly timesOf?: (text: string) => number;
}

/**
 * The requests of a client that gets no input: it sent them again where another connection has what was asked last on one
 * that came before it, unless it asks that as often without the fault (each thing in a transaction of its own: COMMIT).
 * @param usual on how many connections it sends without the fault
 */
export function ownConnections(
  flows: readonly Flow[],
  usual: number | undefined,
  endedNs: number,
  { faultNs, timesOf = () => 0 }: Known = {},
): number | undefined {
  const busy = flows.filter((flow) => askingOn(flow).length > 0);
  // Who has only begun its session there (MQTT) has asked for nothing.
  const sent = busy.filter((flow) => !isConnectAlone(lastAsked(flow, Number.POSITIVE_INFINITY)));
  if (sent.length === 0) return usual === undefined ? busy.length : Math.min(busy.length, usual);
  if (usual === undefined || sent.length <= usual) return sent.length;
  const isAgain = sent.some((flow, i) => {
    const others = sent.slice(i + 1);
    if (isHttp2(flow)) return isStreamAgain(flow, others, (stream) => isOpenAt(stream, endedNs, faultNs));
    const asked = lastAsked(flow, endedNs);
    if (!isSure(asked) || others.every((other) => endOfSame(other, asked) === undefined)) return false;
    const times = flows.flatMap((each) => timesAsked(each, asked)).length;
    return times <= 1 || times > timesOf(textOf(lastSent(flow, endedNs).slice(0, 1)));
  });
  return isAgain ? sent.length : undefined;
}

/** What was open when its server was gone, and is asked no more than once on each connection. */
function isStreamAgain(flow: Flow, others: readonly Flow[], isOpen: (stream: Stream) => boolean): boolean {
  const all = streamsOn(flow) ?? [];
  return all.some((stream) => {
    const { asked = "" } = stream;
    if (!isOpen(stream) || asked === "" || timesIn(all, asked) > 1) return false;
    return others.some((other) => timesIn(streamsOn(other) ?? [], asked) === 1);
  });
}

function timesIn(streams: readonly Stream[], asked: string): number {
  return streams.filter((stream) => stream.asked === asked).length;
}

/**
 * What a client that gets no input asks. What it sends once it has been told of the end is a farewell, unless it is the last
 * thing that it had asked, on another connection; or all that it ever asks, where it had not come to ask before.
 */
export function ownPuts(flows: readonly Flow[], endedNs: number): readonly Put[] {
  const inTime = flows.flatMap((flow) => putUntil(flow, endedNs));
  const last = inTime.at(-1);
  if (last === undefined) return flows.flatMap((flow) => putUntil(flow, Number.POSITIVE_INFINITY));
  const asked = lastAsked(last.flow, endedNs);
  if (!isSure(asked)) return inTime;
  const others = flows.filter((flow) => inTime.every((put) => put.flow !== flow));
  return [...inTime, ...others.flatMap((flow) => putAgain(flow, asked))];
}

export function isSure(asked: string): boolean {
  return asked.length >= SURE_LENGTH;
}

function putUntil(flow: Flow, endNs: number): readonly Put[] {
  const asked = askingOn(flow).filter(({ atNs }) => atNs < endNs);
  const [first, last] = [asked[0], asked.at(-1)];
  return first === undefined || last === undefined ? [] : [{ flow, first, end: endOf(last) }];
}

/** Where the same is asked, whatever was asked before it. */
export function putAgain(flow: Flow, asked: string): readonly Put[] {
  const end = endOfSame(flow, asked);
  const first = flow.toServer.segments.find(({ length }) => length > 0);
  return end === undefined || first === undefined ? [] : [{ flow, first, end: 1 + end }];
}

/**
 * Where the same has been asked, how many bytes there are up to its end: all of it, or its first line and what stands from
 * its blank line on, between which a client may number its tries, or ask for the rest alone; its last line, where it has no
 * blank one.
 */
function endOfSame({ toServer }: Flow, written: string): number | undefined {
  const [text, asked] = comparable(textOf(toServer.segments), written);
  const at = text.indexOf(asked);
  if (at >= 0) return at + asked.length;
  const [first, last] = endsOf(asked);
  if (!isSure(first)) return undefined;
  const isHeaded = asked.search(BLANK_LINE) >= 0;
  if (isLetter(asked)) return undefined; // each has lines of its own between
  const own = rangeIn(asked);
  for (let from = text.indexOf(first); from >= 0; from = text.indexOf(first, from + first.length)) {
    const head = from + first.trimEnd().length;
    const rest = text.slice(head);
    const to = isHeaded ? rest.search(BLANK_LINE) : rest.indexOf(last);
    if (to < 0) return undefined; // nor behind the next one
    const isRest = !isHeaded || asksForRest(rangeIn(rest.slice(0, to)), own);
    if (rest.startsWith(last, to) && isRest) return head + to + last.length;
  }
  return undefined;
}

/**
 * What a client has sent from the start of a connection, and what is looked for there: as if each were sent for the first
 * time.
 */
function comparable(text: string, asked: string): readonly [text: string, asked: string] {
  return isMqtt(text) ? [withoutDup(text), withoutDup(asked)] : [text, asked];
}

const BLANK_LINE = /\r?\n\r?\n/;
/** `GET / HTTP/1.1`, `OPTIONS * RTSP/1.0`: behind it are fields, one of which may number the tries. */
const START_LINE = /^\S+ .*\S+\/\d(?:\.\d)?\r?\n$/;

/** Its first line names a protocol: its fields may be others another time. */
export function isRequest(asked: string): boolean {
  return START_LINE.test(endsOf(asked)[0]);
}

/** It has a head of fields, and no line before them that names a protocol. */
export function isLetter(asked: string): boolean {
  return asked.search(BLANK_LINE) >= 0 && !START_LINE.test(endsOf(asked)[0]);
}

/** Its first line, and what stands from its blank line on, or its last line. */
function endsOf(asked: string): readonly [first: string, last: string] {
  const blank = asked.search(BLANK_LINE);
  const from = blank < 0 ? asked.lastIndexOf("\n", asked.length - 2) + 1 : blank;
  return [asked.slice(0, asked.indexOf("\n") + 1), asked.slice(from)];
}

/** What is the same in whatever is the same again. */
export function sameIn(asked: string): string {
  const [first, last] = endsOf(asked);
  return isSure(first) && first.length + last.length < asked.length ? first + last : asked;
}

/**
 * The same may have been asked on another connection under another number: IMAP's tag, the id of JSON-RPC. Not so what a
 * client asks under ever new numbers anyway.
 */
export function mayBeNumberedAnew(flow: Flow, others: readonly Flow[], asked: string): boolean {
  const bare = unnumbered(asked);
  if (bare === asked || !isSure(bare)) return false;
  const times = (each: Flow): number => unnumbered(textOf(each.toServer.segments)).split(bare).length - 1;
  return times(flow) === 1 && others.some((other) => times(other) > 0);
}

/** Without the number that its protocol gives each thing. */
export function unnumbered(text: string): string {
  return text
    .replaceAll(/^\S{0,40}?\d\S{0,40} (?=\S)/gm, "")
    .replaceAll(/("id" ?: ?)(?:\d+|"[^"\n]*")/g, "$1");
}

/** On one of these: word for word, or a request of HTTP with other fields. */
export function isSentAgain(others: readonly Flow[], asked: string): boolean {
  if (!isSure(asked)) return false;
  const mayDiffer = isRequest(asked);
  return others.some(
    (other) => timesAsked(other, asked).length > 0 || (mayDiffer && putAgain(other, asked).length > 0),
  );
}

/** When it was asked again, word for word. Of what was not kept nobody knows: never. */
export function timesAsked({ toServer }: Flow, written: string): number[] {
  const fresh = newIn(toServer.segments);
  const pieces = fresh.map(({ payload }) => atob(payload));
  const [text, asked] = comparable(pieces.join(""), written);
  const times: number[] = [];
  if (asked === "") return times;
  let [i, end] = [0, pieces[0]?.length ?? 0];
  for (let at = text.indexOf(asked); at >= 0; at = text.indexOf(asked, at + asked.length)) {
    while (at >= end) end += pieces[(i += 1)]?.length ?? 0;
    times.push(fresh[i]?.atNs ?? 0);
  }
  return times;
}

type Segments = Flow["toServer"]["segments"];

/** New bytes, as far as they were kept. */
export function textOf(segments: Segments): string {
  return newIn(segments)
    .map(({ payload }) => atob(payload))
    .join("");
}

/** What was sent since the server's last data, and not by TCP again: a request and its body may go apart. */
export function lastAsked(flow: Flow, endedNs: number): string {
  return textOf(lastSent(flow, endedNs));
}

export function lastSent(flow: Flow, endedNs: number): Segments {
  const sent = askingOn(flow);
  const inTime = sent.filter(({ atNs }) => atNs < endedNs);
  const fresh = newIn(inTime.length > 0 ? inTime : sent);
  const lastNs = fresh.at(-1)?.atNs ?? 0;
  const answered = spokenOn(flow).came.findLast(
    ({ arrivedAtNs = Number.POSITIVE_INFINITY }) => arrivedAtNs < lastNs,
  );
  return fresh.filter(({ atNs }) => atNs > (answered?.arrivedAtNs ?? 0));
}
