// A client that asks the same again and again, such as one that polls: what it asks next is not what was left unanswered,
// asked once more, unless it comes sooner than it usually does.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { smallest } from "../../timeline/extremes.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import { flightsOn } from "./flights.ts";
import type { Flow } from "./flows.ts";
import { isSure, sameIn, textOf, timesAsked } from "./sent-again.ts";
import { isHttp2 } from "./spoken.ts";
import { streamsOn } from "./streams.ts";

type Rhythms = NonNullable<ControlRecord["rhythms"]>;

export const NEXT =
  "the client asks the same again and again, and did so no sooner than usual: whether it asked this once more, or skipped it, is not known: --count shows it";

/** Of a client that asks many things no more are kept. */
const MOST = 20;

/**
 * Of all that it asked more than once: how long that is, and the shortest time from one to the next, and from the answer to
 * the next.
 */
export function rhythmsOf(flows: readonly Flow[]): Rhythms {
  const all = new Map<string, Asked[]>();
  for (const [text, asked] of flows.flatMap(sentOn)) {
    const known = all.get(text);
    if (known) known.push(asked);
    else all.set(text, [asked]);
  }
  return [...all]
    .map(([text, asked]) => ({ text, gaps: gapsIn(asked) }))
    .filter(({ text, gaps }) => isSure(text) && gaps.length > 0)
    .slice(0, MOST)
    .map(({ text, gaps }) => ({ bytes: text.length, ...shortest(gaps) }));
}

/** Who asks so much sooner does so because it was not answered. */
export const SOONER: number = 3 / 4;

/** What was not answered: its text, when it was sent, and when the client could know that no answer would come. */
export interface Unanswered {
  readonly text: string;
  readonly sentNs: number;
  readonly goneNs: number;
}

/** What it asked since, and as it had asked this, may be the next thing. */
export function mayBeNext(
  seen: Case,
  { text: asked, sentNs, goneNs }: Unanswered,
  flows: readonly Flow[],
): boolean {
  const text = flows.some(isHttp2) ? asked : sameIn(asked); // a body may have lines of its own
  const times = flows.flatMap((flow) => timesOn(flow, asked, text));
  const [before, since] = [
    times.filter(({ atNs }) => atNs <= sentNs),
    times.filter(({ atNs }) => atNs > sentNs),
  ];
  const nextNs = smallest(since.map(({ atNs }) => atNs));
  if (!Number.isFinite(nextNs)) return false;
  const gaps = [...usualGaps(seen, text), ...gapsIn(before), ...gapsIn(since)];
  if (gaps.length === 0) return isOneOfMany(seen); // else it asks this only where it was not answered
  const usual = shortest(gaps);
  const isSooner = nextNs - sentNs < usual.ns * SOONER && nextNs - goneNs < usual.pauseNs * SOONER;
  return !isSooner;
}

/** It asks more things again and again than are kept. */
function isOneOfMany({ evidence: { control } }: Case): boolean {
  return controlsOf(control).some(({ rhythms = [] }) => rhythms.length >= MOST);
}

type Gap = Omit<Rhythms[number], "bytes">;

function shortest(gaps: readonly Gap[]): Gap {
  return { ns: smallest(gaps.map(({ ns }) => ns)), pauseNs: smallest(gaps.map(({ pauseNs }) => pauseNs)) };
}

function usualGaps({ evidence: { control } }: Case, { length }: string): readonly Gap[] {
  const all = controlsOf(control).flatMap(({ rhythms = [] }) => rhythms);
  return all.filter(({ bytes }) => bytes === length);
}

interface Asked {
  readonly atNs: number;
  /** When the last of its answer came; undefined where nothing did. */
  readonly doneNs: number | undefined;
}

/** Word for word, in whatever it was sent; or with other lines between its first and its last. */
function timesOn(flow: Flow, asked: string, text: string): readonly Asked[] {
  if (isHttp2(flow)) return sentOn(flow).flatMap(([each, at]) => (each === asked ? [at] : []));
  const exact = timesAsked(flow, asked);
  if (exact.length > 0) return answersTo(flow, exact);
  return sentOn(flow).flatMap(([each, at]) => (each === text ? [at] : []));
}

function sentOn(flow: Flow): (readonly [text: string, asked: Asked])[] {
  if (isHttp2(flow)) {
    const streams = streamsOn(flow) ?? [];
    return streams.map(({ asked = "", sentNs, endedNs }) => [asked, { atNs: sentNs, doneNs: endedNs }]);
  }
  const flights = flightsOn(flow, Number.POSITIVE_INFINITY, true);
  const asked = answersTo(
    flow,
    flights.map(({ sentNs }) => sentNs),
  );
  return asked.map((each, i) => [sameIn(textOf(flights[i]?.segments ?? [])), each]);
}

/** @param times in their order */
function answersTo({ toClient }: Flow, times: readonly number[]): Asked[] {
  const came = toClient.segments
    .flatMap(({ length, arrivedAtNs: ns }) => (length > 0 && ns !== undefined ? [ns] : []))
    .toSorted((one, other) => one - other);
  let i = 0;
  return times.map((atNs, place) => {
    const untilNs = times[place + 1] ?? Number.POSITIVE_INFINITY;
    let doneNs: number | undefined;
    for (; i < came.length && (came[i] ?? 0) < untilNs; i += 1) if ((came[i] ?? 0) > atNs) doneNs = came[i];
    return { atNs, doneNs };
  });
}

/** From one that was answered to the next. */
function gapsIn(times: readonly Asked[]): Gap[] {
  const all = times.toSorted((one, other) => one.atNs - other.atNs);
  return all.slice(1).flatMap(({ atNs }, i) => {
    const { atNs: beforeNs = 0, doneNs } = all[i] ?? {};
    return doneNs === undefined ? [] : [{ ns: atNs - beforeNs, pauseNs: Math.max(0, atNs - doneNs) }];
  });
}
