// What a client's session begins with comes again on each new connection: SMTP's greeting, and the answer to its EHLO. It
// is no answer to what was not answered on the old one, and may be as long.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { greatest } from "../../timeline/extremes.ts";
import type { AnsweredStep, ControlRecord } from "../../timeline/record.ts";
import { isGreeted } from "../bytes/flights.ts";
import { type Flow, bytesBetween } from "../bytes/flows.ts";
import { numberOf } from "../bytes/number-of.ts";
import { countEach } from "./asked-words.ts";
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
