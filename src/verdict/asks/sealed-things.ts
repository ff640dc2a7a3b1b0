// How many things a client asks by itself over TLS. Nobody can read them; how long each is, and when it was sent, is seen:
// whether one was left out shows in how many there are, beside the control.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { smallest } from "../../timeline/extremes.ts";
import { isInReply } from "../../timeline/moments.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import { FINISHED_BYTES, sealedRecords } from "../../timeline/tls.ts";
import { endedAt } from "../bytes/death.ts";
import { flightsOn } from "../bytes/flights.ts";
import type { Flow } from "../bytes/flows.ts";
import { isTls, offersHttpOn } from "../bytes/sealed.ts";
import { countEach } from "./asked-words.ts";
import { hasPaused, restBetween, spanOf, watchedNs } from "./pauses.ts";

/** So long after what had come last something is not asked because that came. */
const PAUSE_NS = 20e6;
/** Sealed, what may be a heartbeat is no longer: 16 bytes, and of a cipher's number and tag 24 (RFC 5288 3). */
const SHORT_BYTES = 40;
/** By so much two of the same kind differ: a number in them is longer. */
export const LIKE_BYTES: number = 4;
/** Less by so many, and by such a part, is less without a pause, too. */
const [MANY, PART] = [3, 0.9] as const;

/** Something that was asked. */
export interface Thing {
  readonly sentNs: number;
  /** Of what is sealed in it. */
  readonly bytes: number;
  /** Bytes that came for it. */
  readonly came: number;
  readonly isLast: boolean;
  readonly isAnswered: boolean;
  /** It was not asked because of what came just before. */
  readonly isByItself: boolean;
}

/** Undefined where it has no connection of TLS. */
export function countSealed(flows: readonly Flow[]): number | undefined {
  return flows.some(isTls) ? thingsIn(flows).length : undefined;
}

/** How long it usually rests between two of them. Undefined where there are not two. */
export function sealedRest(flows: readonly Flow[]): number | undefined {
  return restBetween(thingsIn(flows).map(({ sentNs }) => sentNs));
}

/**
 * In the order of their connections, without heartbeats; what a session begins with: it follows at once what had come,
 * and nothing that is asked later is as long; and what is last on a connection, if less came than for others: it may have
 * been cut.
 */
export function thingsIn(flows: readonly Flow[]): readonly Thing[] {
  const found = flows.filter(isTls).map((flow) => thingsOn(flow).filter(({ isAnswered }) => isAnswered));
  const least = leastAnswer(found.flat());
  const all = found.map((things) => things.filter(({ came, isLast }) => !isLast || came >= least));
  const later = all.flat().filter(({ isByItself }) => isByItself);
  const beat = beatIn(all.flat());
  const isLikeLater = (thing: Thing): boolean =>
    later.length === 0 || later.some(({ bytes }) => Math.abs(bytes - thing.bytes) <= LIKE_BYTES);
  return all.flatMap((things) => {
    const begins = things.findIndex(({ isByItself }) => isByItself);
    return things.filter(
      (thing, i) => thing.bytes !== beat && ((begins !== -1 && i >= begins) || isLikeLater(thing)),
    );
  });
}

/** For any but the last on their connections; where each has one of its own, nearly as much as for half of them. */
function leastAnswer(things: readonly Thing[]): number {
  const whole = things.filter(({ isLast }) => !isLast).map(({ came }) => came);
  if (whole.length > 0) return smallest(whole);
  const all = things.map(({ came }) => came).sort((one, other) => one - other);
  return (all[all.length >> 1] ?? 0) * PART;
}

/** The length of its heartbeats: it alone is short, and comes again. */
function beatIn(things: readonly Thing[]): number | undefined {
  const short = countEach(things.flatMap(({ bytes }) => (bytes <= SHORT_BYTES ? [bytes] : [])));
  const [beat, ...others] = [...short].filter(([, times]) => times > 1);
  return others.length === 0 ? beat?.[0] : undefined;
}

/** All that was asked, heartbeats too. */
export function thingsOn(flow: Flow): readonly Thing[] {
  let hasSealed = false;
  let cameNs = Number.POSITIVE_INFINITY;
  const flights = flightsOn(flow, Number.POSITIVE_INFINITY);
  const cameUntil = createCame(flow);
  return flights.flatMap(({ segments, sentNs, answeredNs }, i) => {
    const records = segments.flatMap(({ payload, length }) => sealedRecords(payload, length));
    const isFinished = !hasSealed && FINISHED_BYTES.includes(records[0] ?? 0);
    hasSealed ||= records.length > 0;
    const bytes = records.slice(isFinished ? 1 : 0).reduce((sum, each) => sum + each, 0);
    const isByItself = sentNs - cameNs >= PAUSE_NS;
    const came = cameUntil(flights[i + 1]?.sentNs ?? Number.POSITIVE_INFINITY);
    cameNs = came.lastNs ?? cameNs;
    const isAnswered = answeredNs !== undefined;
    if (bytes === 0) return [];
    return [{ sentNs, bytes, came: came.bytes, isLast: i === flights.length - 1, isAnswered, isByItself }];
  });
}

interface Came {
  readonly bytes: number;
  readonly lastNs: number | undefined;
}

/** What of the server's came until then, since the time that was asked for before. */
function createCame({ toClient }: Flow): (untilNs: number) => Came {
  const came = toClient.segments
    .flatMap(({ length, arrivedAtNs }) =>
      arrivedAtNs === undefined || length === 0 ? [] : [{ length, arrivedAtNs }],
    )
    .sort((one, other) => one.arrivedAtNs - other.arrivedAtNs);
  let next = 0;
  return (untilNs) => {
    let [bytes, lastNs]: [number, number | undefined] = [0, undefined];
    for (let each = came[next]; each !== undefined && each.arrivedAtNs < untilNs; each = came[next]) {
      bytes += each.length;
      lastNs = each.arrivedAtNs;
      next += 1;
    }
    return { bytes, lastNs };
  };
}

/**
 * It works on over TLS, and was answered fewer things than in each control in that time, by many; or it has paused for
 * longer than it does there: how many are due is not known so well that one more or less would show.
 */
export function asksFewerSealed(seen: Case, flows: readonly Flow[]): boolean {
  const own = countSealed(flows);
  const controls = controlsOf(seen.evidence.control);
  if (own === undefined || controls.length === 0 || !asksSealedSince(seen, flows)) return false;
  const due = smallest(controls.map((control) => dueIn(control, seen)));
  const isMuchLess = own <= Math.min(due - MANY, due * PART);
  return isMuchLess || hasPaused(seen, flows.filter(isTls), inOrder(thingsIn(flows)), restIn);
}

function restIn({ sealedRestNs }: ControlRecord): number | undefined {
  return sealedRestNs;
}

function inOrder(things: readonly Thing[]): Thing[] {
  return things.toSorted((one, other) => one.sentNs - other.sentNs);
}

function dueIn(control: ControlRecord, seen: Case): number {
  return (control.sealedThings ?? 0) * Math.min(1, spanOf(seen) / watchedNs(control));
}

/** Something was sent since, on a connection that had begun. */
function asksSealedSince(seen: Case, flows: readonly Flow[]): boolean {
  return thingsIn(flows).some(({ sentNs }) => sentNs > endedAt(seen));
}

/** It was answered fewer things than in each control as a whole. */
export function hasFewerSealed({ evidence }: Case, flows: readonly Flow[]): boolean {
  const own = countSealed(flows);
  const usual = controlsOf(evidence.control).map(({ sealedThings = 0 }) => sealedThings);
  return own !== undefined && usual.length > 0 && usual.every((count) => own < count);
}

/** By HTTP over TLS alone, it was answered as many things as in each control. (A transaction is more than its parts.) */
export function hasAllSealed({ evidence }: Case, flows: readonly Flow[]): boolean {
  const isWhole = !isInReply(evidence.moment) && flows.every(offersHttpOn);
  const own = isWhole ? countSealed(flows) : undefined;
  const usual = controlsOf(evidence.control).map(({ sealedThings }) => sealedThings);
  return own !== undefined && own > 0 && usual.length > 0 && usual.every((count) => count === own);
}
