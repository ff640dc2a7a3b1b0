// What a client asks behind a thing that is not answered yet, on the same connection, though it asks one thing after the
// other, each once the last was answered: it does not wait for that one any more.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { greatest, smallest } from "../../timeline/extremes.ts";
import { type Flight, flightsOn } from "../bytes/flights.ts";
import { type Flow, endOf } from "../bytes/flows.ts";
import { numberOf } from "../bytes/number-of.ts";
import { isSealed } from "../bytes/sealed.ts";
import { wholeOf } from "./asked-words.ts";
import { restBetween } from "./pauses.ts";

/** What is sent so long after it is another thing. */
export const PAUSE_NS = 100e6;
/** Who asks by the clock asks no later than so many times after it usually does. */
const BY_THE_CLOCK = 1.5;

/** Whether a text is that of the next thing behind the last one. */
export type IsNext = (text: string, last: string) => boolean;

/** A thing that was asked, and when the next one was, before an answer came. */
export interface LeftBehind {
  readonly flight: Flight;
  readonly nextNs: number;
}

/** Since the fault, in their order. Empty where it is not known to wait for each answer. */
export function leftBehind(seen: Case, flow: Flow, isNext: IsNext): readonly LeftBehind[] {
  const flights = flightsOn(flow, Number.POSITIVE_INFINITY, true);
  const faultNs = seen.fault?.atNs ?? Number.NEGATIVE_INFINITY;
  const at = flights.findIndex(({ answeredNs = Number.POSITIVE_INFINITY }) => answeredNs > faultNs);
  if (at < 0) return [];
  const before = flights.slice(0, at);
  return flights.slice(at).flatMap((flight) => {
    const [first, ...more] = thingsIn(flight, before.every(isLine));
    if (first === undefined || !asksOneByOne(seen, before, first.text)) return [];
    const isSealedNext = ({ length }: Thing): boolean => isSealed(flow) && length >= first.length;
    const next = more.find(
      (each) => each.atNs - first.atNs > PAUSE_NS && (isNext(each.text, first.text) || isSealedNext(each)),
    );
    const nextNs = next?.atNs ?? writtenBehind(flow, flight, before);
    return nextNs === undefined ? [] : [{ flight, nextNs }];
  });
}

/**
 * It has waited in vain for one of them, and then gone on, though that was answered in the end. Who asks by the clock, and
 * waits for nothing, asks the next no later than ever.
 */
export function hasLeftBehind(seen: Case, flow: Flow, isNext: IsNext): boolean {
  const faultNs = seen.fault?.atNs ?? 0;
  const flights = flightsOn(flow, Number.POSITIVE_INFINITY, true);
  const own = flights.map(({ sentNs }) => sentNs).filter((sentNs) => sentNs < faultNs);
  const usual = [...controlsOf(seen.evidence.control).map(({ askedNs = [] }) => askedNs), own];
  const restNs = greatest(usual.map((times) => restBetween(times) ?? 0)) * BY_THE_CLOCK;
  return leftBehind(seen, flow, isNext).some(({ flight, nextNs }) => nextNs - flight.sentNs > restNs);
}

/** Each flight was one thing; or each control asks this by itself, where there is none. */
export function asksOneByOne(seen: Case, flights: readonly Flight[], first: string): boolean {
  if (flights.length > 0) return flights.every((flight) => thingsIn(flight).length === 1);
  const controls = controlsOf(seen.evidence.control);
  const isAskedAlone = (asked: readonly number[]): boolean =>
    asked.length > 1 && asked.includes(numberOf(first));
  return controls.length > 0 && controls.every(({ asked = [] }) => isAskedAlone(asked.map(wholeOf)));
}

/** The text is empty where it was not kept. */
interface Thing {
  readonly atNs: number;
  readonly text: string;
  readonly length: number;
}

/** Each line, where it asks in lines; else what is sent after a pause, of which the first piece is kept. */
function thingsIn({ segments }: Flight, inLines = false): readonly Thing[] {
  const pieces = segments.map(({ atNs, payload, length }) => ({ atNs, text: atob(payload), length }));
  if (inLines && pieces.every(({ text, length }) => text.length === length)) return linesIn(pieces);
  return pieces.filter(({ atNs }, i) => i === 0 || atNs - (pieces[i - 1]?.atNs ?? 0) > PAUSE_NS);
}

function linesIn(pieces: readonly Thing[]): readonly Thing[] {
  const lines: Thing[] = [];
  let begun: Thing | undefined;
  for (const piece of pieces) {
    for (const text of piece.text.split(/(?<=\n)/)) {
      const whole: string = (begun?.text ?? "") + text;
      const line = { atNs: begun?.atNs ?? piece.atNs, text: whole, length: whole.length };
      begun = text.endsWith("\n") ? undefined : line;
      if (begun === undefined) lines.push(line);
    }
  }
  return begun === undefined ? lines : [...lines, begun];
}

function isLine({ segments }: Flight): boolean {
  const text = segments.map(({ payload }) => atob(payload)).join("");
  return text.indexOf("\n") === text.length - 1;
}

/**
 * When its kernel was seen to hold as much behind it, which nobody can read: where nothing is acknowledged, a small segment
 * is not sent (Nagle, RFC 9293 3.7.4). Of who sends shorter things as well (a heartbeat) that is not known.
 */
function writtenBehind(
  { written }: Flow,
  { segments, sentNs, answeredNs = Number.POSITIVE_INFINITY }: Flight,
  before: readonly Flight[],
): number | undefined {
  const [last] = segments.slice(-1);
  const bytes = smallest([segments, ...before.map((each) => each.segments)].map(bytesIn));
  if (last === undefined || bytes < bytesIn(segments) / 2) return undefined;
  const to = endOf(last) + bytes;
  return written.find(
    (look) => look.atNs > sentNs && look.atNs < answeredNs && look.to !== undefined && look.to >= to,
  )?.atNs;
}

function bytesIn(segments: Flight["segments"]): number {
  return segments.reduce((sum, { length }) => sum + length, 0);
}
