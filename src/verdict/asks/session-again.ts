// What a client's session begins with comes again on each new connection: SMTP's greeting, and the answer to its EHLO. It
// is no answer to what was not answered on the old one, and may be as long.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { greatest } from "../../timeline/extremes.ts";
import type { AnsweredStep, ControlRecord } from "../../timeline/record.ts";
import { isGreeted } from "../bytes/flights.ts";
import { type Flow, bytesBetween } from "../bytes/flows.ts";
import { numberOf } from "../bytes/number-of.ts";
import { MOST_KEPT, stepsOf } from "./steps.ts";

/**
 * How many bytes came as the greeting of the last `more` connections, which it makes in no control, or for what was asked
 * more often, in the same words, than in any control. What is not asked there may be the same in other words.
 */
export function bytesAgain(seen: Case, used: readonly Flow[], more: number): number {
  const usual = controlsOf(seen.evidence.control).map(timesOf);
  const times = new Map<number, number>();
  let sum = used.slice(Math.max(0, used.length - more)).reduce((bytes, flow) => bytes + greetingOf(flow), 0);
  for (const [, , bytes, words] of used.flatMap((flow) => stepsOf(flow, Number.POSITIVE_INFINITY))) {
    if (bytes === 0) continue;
    const [time, most] = [(times.get(words) ?? 0) + 1, greatest(usual.map((each) => each.get(words) ?? 0))];
    times.set(words, time);
    if (most > 0 && time > most) sum += bytes;
  }
  return sum;
}

/** How often it asks what begins with that segment in the control that has most of it; 0 where that is not known. */
export function usuallyAsked({ evidence: { control } }: Case, text: string): number {
  return greatest(
    controlsOf(control).map((each) => timesOf(each).get(numberOf(text)) ?? 0),
    0,
  );
}

/** How often each thing was asked, by its words; nothing where not all of it was kept. */
function timesOf({ steps = [], openStep }: ControlRecord): ReadonlyMap<number, number> {
  const all: readonly AnsweredStep[] =
    steps.length >= MOST_KEPT ? [] : openStep ? [...steps, openStep] : steps;
  const times = new Map<number, number>();
  for (const [, , , words] of all) times.set(words, (times.get(words) ?? 0) + 1);
  return times;
}

function greetingOf(flow: Flow): number {
  const first = flow.toServer.segments.find(({ length }) => length > 0);
  return isGreeted(flow) ? bytesBetween([flow], 0, first?.atNs ?? 0) : 0;
}
