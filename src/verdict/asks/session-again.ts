// What a client's session begins with comes again on each new connection: SMTP's greeting, and the answer to its EHLO. It
// is no answer to what was not answered on the old one, and may be as long.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { greatest, smallest } from "../../timeline/extremes.ts";
import type { AnsweredStep, ControlRecord } from "../../timeline/record.ts";
import { isGreeted } from "../bytes/flights.ts";
import { type Flow, bytesBetween, newIn } from "../bytes/flows.ts";
import { numberOf } from "../bytes/number-of.ts";
import { textOf } from "../bytes/sent-again.ts";
import { MOST_KEPT, stepsOf } from "./steps.ts";

/**
 * How many bytes came as the greeting of the last `more` connections, which it makes in no control, or for what its session
 * begins with, and was asked before. What is not asked there may be the same in other words.
 */
export function bytesAgain(seen: Case, used: readonly Flow[], more: number): number {
  const opening = openingOf(controlsOf(seen.evidence.control)[0]);
  const asked = new Set<number>();
  let sum = used.slice(Math.max(0, used.length - more)).reduce((bytes, flow) => bytes + greetingOf(flow), 0);
  for (const [, , bytes, words] of used.flatMap((flow) => stepsOf(flow, Number.POSITIVE_INFINITY))) {
    if (bytes === 0) continue;
    if (asked.has(words) && opening.has(words)) sum += bytes;
    asked.add(words);
  }
  return sum;
}

/** What comes first, as far as each is asked once: EHLO, and not MAIL FROM. */
function openingOf(control: ControlRecord | undefined): ReadonlySet<number> {
  if (control === undefined) return new Set();
  const times = timesOf(control);
  const words = keptSteps(control).map((step) => step[3]);
  const end = words.findIndex((each) => times.get(each) !== 1);
  return new Set(end < 0 ? words : words.slice(0, end));
}

/**
 * Something that each control asks, in words of its own, was not asked and answered here, nor anything in other words in its
 * place: a short answer is not missed among many bytes.
 */
export function lacksSome(seen: Case, used: readonly Flow[]): boolean {
  const usual = controlsOf(seen.evidence.control).map(timesOf);
  const opening = openingOf(controlsOf(seen.evidence.control)[0]);
  const asked = countEach(used.flatMap((flow) => answeredTexts(flow).map(numberOf)));
  const known = new Set(usual.flatMap((times) => [...times.keys()]));
  let [missing, instead] = [0, 0];
  for (const words of new Set([...known, ...asked.keys()])) {
    const counts = usual.map((times) => times.get(words) ?? 0);
    const count = asked.get(words) ?? 0;
    missing += Math.max(0, smallest(counts) - count);
    if (!opening.has(words)) instead += Math.max(0, count - greatest(counts, 0));
  }
  return usual.length > 0 && missing > instead;
}

function countEach(all: readonly number[]): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  for (const each of all) times.set(each, (times.get(each) ?? 0) + 1);
  return times;
}

/** Each piece of what the client sent, as far as something came behind it. */
function answeredTexts({ toServer, toClient }: Flow): readonly string[] {
  const lastNs = greatest(
    toClient.segments.map(({ length, arrivedAtNs }) => (length > 0 ? (arrivedAtNs ?? 0) : 0)),
    0,
  );
  const sent = newIn(toServer.segments).filter(({ atNs }) => atNs < lastNs);
  return sent.map((segment) => textOf([segment]));
}

/** How often it asks what begins with that segment in the control that has most of it; 0 where that is not known. */
export function usuallyAsked({ evidence: { control } }: Case, text: string): number {
  return greatest(
    controlsOf(control).map((each) => timesOf(each).get(numberOf(text)) ?? 0),
    0,
  );
}

/** How often each thing was asked, by its words; nothing where not all of it was kept. */
function timesOf(control: ControlRecord): ReadonlyMap<number, number> {
  return countEach(keptSteps(control).map((step) => step[3]));
}

function keptSteps({ steps = [], openStep }: ControlRecord): readonly AnsweredStep[] {
  if (steps.length >= MOST_KEPT) return [];
  return openStep ? [...steps, openStep] : steps;
}

function greetingOf(flow: Flow): number {
  const first = flow.toServer.segments.find(({ length }) => length > 0);
  return isGreeted(flow) ? bytesBetween([flow], 0, first?.atNs ?? 0) : 0;
}
