// What a client has asked over HTTP/2, and its server had not answered to the end when it died: whether the client has asked
// it once more. The same is the same method, path, and body.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { type Stream, isOpenAt } from "../../timeline/http2-answers.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { goneNsOf } from "../bytes/death.ts";
import { type Flow, bytesBetween, flowsOf } from "../bytes/flows.ts";
import { mayBeNext } from "../bytes/next-ask.ts";
import { numberOf } from "../bytes/number-of.ts";
import { SLACK_BYTES } from "../bytes/slack.ts";
import { streamsOn } from "../bytes/streams.ts";
import {
  ASKED_AGAIN,
  CUT,
  type End,
  NEXT_PERHAPS,
  cutOrComing,
  endIn,
  isAsExpected,
  mayBeCut,
  ofUnsaid,
} from "./ends.ts";
import { ANSWERED } from "./fates.ts";
import { ASKED } from "./loss.ts";
import { REFUSED, isStreamRefused } from "./refused.ts";

const DONE: End = { fate: "answered", isLost: false };

/** Each thing of which it is known that its stream was open; without the fault all come to their end. */
export function settleStreams(
  said: readonly SaidEntry[],
  seen: Case,
  flows: readonly Flow[],
  goneNs: number,
): readonly SaidEntry[] {
  const [mine] = flows;
  const isOpen = (stream: Stream): boolean =>
    isOpenAt(stream, goneNs, seen.fault?.atNs) || isStreamRefused(seen, stream);
  const open = streamsOn(mine)?.filter(isOpen) ?? [];
  const isBare = seen.typed.length > 0 && open.some(({ isUnanswered }) => isUnanswered);
  if (mine === undefined || open.length === 0 || (isAsExpected(seen) && !isBare)) return said;
  const again = { seen, goneNs, flows, since: askedSince(flows.slice(1), goneNs) };
  const last = said.findLast(({ atNs }) => atNs < goneNs);
  if (said.length > 0 && last?.isOwn !== true) return settleTyped(said, open, again);
  const end = worstOf(open.map((stream) => endOf(stream, again)));
  if (last === undefined) return end === DONE ? said : ofUnsaid(seen, mine, end);
  return said.map((each) => (each === last ? settleOwn(each, end, again) : each));
}

/**
 * In a silence it has broken off what was not answered, by a time limit of its own, and has not asked it again: it waits for
 * that no more. `perhaps`: what it asked since was not kept, or what it has broken off.
 */
export function hasBrokenOff(seen: Case): boolean | "perhaps" {
  const goneNs = goneNsOf(seen);
  if (goneNs === undefined || seen.ending !== undefined) return false;
  const all = flowsOf(seen).flatMap((flow) => streamsOn(flow) ?? []);
  const broken = all.filter(({ brokenBy, endedNs = 0 }) => brokenBy === "client" && endedNs >= goneNs);
  const isLeft = new Set(broken.map(({ asked }) => isNotAskedAgain(asked, { all, broken, goneNs })));
  return isLeft.has(true) || (isLeft.has("perhaps") && "perhaps");
}

interface Tries {
  readonly all: readonly Stream[];
  readonly broken: readonly Stream[];
  readonly goneNs: number;
}

/**
 * Each that was broken off takes a try of its own, since the death. One of before that still waits may be another try of the
 * same, and so may one that was not kept.
 */
function isNotAskedAgain(asked: Stream["asked"], { all, broken, goneNs }: Tries): boolean | "perhaps" {
  const isSame = (stream: Stream): boolean => asked !== undefined && stream.asked === asked;
  const [isSince, given] = [(stream: Stream): boolean => stream.sentNs > goneNs, broken.filter(isSame)];
  if (given.length > 0 && all.filter(isSince).filter(isSame).length >= given.length) return false;
  const others = all.filter((stream) => !broken.includes(stream));
  const mayBe = others.filter(
    (stream) => isSame(stream) || asked === undefined || stream.asked === undefined,
  );
  const isTried = mayBe.some((stream) => (isSince(stream) ? !isSame(stream) : stream.endedNs === undefined));
  return !isTried || "perhaps";
}

interface Since {
  readonly seen: Case;
  readonly goneNs: number;
  readonly flows: readonly Flow[];
  /** Undefined where that cannot be read. */
  readonly since: readonly Stream[] | undefined;
}

function askedSince(others: readonly Flow[], goneNs: number): readonly Stream[] | undefined {
  const used = others.filter(({ toServer }) =>
    toServer.segments.some(({ length, atNs }) => length > 0 && atNs > goneNs),
  );
  const all = used.map((flow) => streamsOn(flow));
  if (all.includes(undefined)) return undefined;
  return all.flatMap((streams = []) => streams.filter(({ sentNs }) => sentNs > goneNs));
}

/** What became of a stream that was open. */
function endOf(stream: Stream, { seen, goneNs, flows, since }: Since): End {
  const { asked, sentNs } = stream;
  const isRefused = isStreamRefused(seen, stream);
  if (since?.length === 0) return isRefused ? REFUSED : cutOrComing(seen);
  if (since === undefined || asked === undefined) return ASKED_AGAIN;
  const same = since.filter((other) => other.asked === asked);
  if (same.length === 0 && areUsual(since, seen)) return isRefused ? REFUSED : CUT;
  if (same.length === 0) return ASKED_AGAIN;
  if (mayBeNext(seen, { text: asked, sentNs, goneNs }, flows)) return NEXT_PERHAPS;
  return same.some(isAnswered) ? DONE : ASKED_AGAIN;
}

/** All of it is asked without the fault as well: none is what was not answered, asked otherwise. */
function areUsual(streams: readonly Stream[], { evidence: { control } }: Case): boolean {
  const usual = controlsOf(control).map(({ streams: all }) => new Set(all));
  if (usual.length === 0) return false;
  return streams.every(({ asked }) => asked !== undefined && usual.every((all) => all.has(numberOf(asked))));
}

/** Of an endless exchange the first ones. */
const MOST_STREAMS = 64;

/** For a control: all that was asked. */
export function askedInStreams(flows: readonly Flow[]): readonly number[] {
  return numbersOf(flows.flatMap((flow) => streamsOn(flow) ?? [])).slice(0, MOST_STREAMS);
}

function numbersOf(streams: readonly Stream[]): readonly number[] {
  return [...new Set(streams.flatMap(({ asked }) => (asked === undefined ? [] : [numberOf(asked)])))];
}

function worstOf(ends: readonly End[]): End {
  return ends.find(({ isLost }) => isLost) ?? ends.find(({ isLost }) => isLost === undefined) ?? DONE;
}

/** What was typed is in the body of what was asked for it. */
function settleTyped(
  said: readonly SaidEntry[],
  open: readonly Stream[],
  again: Since,
): readonly SaidEntry[] {
  const last = said.findLast(({ atNs }) => atNs < again.goneNs);
  return said.map((entry) => {
    const own = open.filter(
      ({ asked, sentNs }) => sentNs > entry.atNs && asked?.includes(entry.text.trim()) === true,
    );
    const isLast = entry === last && again.since?.length === 0;
    if (own.length === 0) return isLast ? cutShort(entry, cutOrComing(again.seen)) : entry;
    const end = worstOf(own.map((stream) => endOf(stream, again)));
    // Whatever it has printed, nothing came for it.
    const isBare = end.isLost === true && own.every(({ isUnanswered }) => isUnanswered);
    return isBare ? endIn(entry, end) : cutShort(entry, end);
  });
}

function cutShort(entry: SaidEntry, end: End): SaidEntry {
  if (!mayBeCut(entry) || end === DONE || (entry.isLost === true && end.isLost === undefined)) return entry;
  return endIn(entry, end);
}

/** What it asked by itself. */
function settleOwn(entry: SaidEntry, end: End, { seen, flows }: Since): SaidEntry {
  if (entry.found === true) return entry;
  if (end === DONE) {
    const isWhole = entry.text === ASKED || hasComeAsMuch(seen, flows);
    return entry.isLost === false || !isWhole ? entry : endIn(entry, DONE);
  }
  if (end.isLost === true)
    return ANSWERED.has(entry.fate) || entry.fate === "unknown" ? endIn(entry, end) : withLoss(entry);
  return endIn(entry, end);
}

function withLoss(entry: SaidEntry): SaidEntry {
  const { why: _, ...others } = entry;
  return { ...others, isLost: true };
}

/** As much came as without the fault, or all that is asked there was answered. */
function hasComeAsMuch({ evidence: { control } }: Case, flows: readonly Flow[]): boolean {
  const came = bytesBetween(flows, 0, Number.POSITIVE_INFINITY) + SLACK_BYTES;
  const all = new Set(numbersOf(flows.flatMap((flow) => streamsOn(flow) ?? []).filter(isAnswered)));
  return controlsOf(control).every(
    ({ received = Number.POSITIVE_INFINITY, streams = [] }) =>
      came >= received || (streams.length > 0 && streams.every((each) => all.has(each))),
  );
}

function isAnswered({ endedNs, brokenBy }: Stream): boolean {
  return endedNs !== undefined && brokenBy === undefined;
}
