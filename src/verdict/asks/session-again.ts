// What a client's session begins with comes again on each new connection: SMTP's greeting, and the answer to its EHLO. It
// is no answer to what was not answered on the old one, and may be as long.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { greatest } from "../../timeline/extremes.ts";
import type { AnsweredStep } from "../../timeline/asked-thing.ts";
import type { ControlRecord } from "../../timeline/record.ts";
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
  const flows = used.map((flow) => stepsOf(flow, Number.POSITIVE_INFINITY));
  const own = new Set(flows.flat().map((step) => step[3]));
  const greetings = used.slice(Math.max(0, used.length - more)).map(greetingOf);
  const asked = new Map<number, number>();
  const usual = mostAsked(seen);
  const isMore = (words: number): boolean => (asked.get(words) ?? 0) >= (usual.get(words) ?? 1);
  let sum = greetings.reduce((all, bytes) => all + bytes, 0);
  for (const steps of flows) {
    let place = 0;
    const here = new Set<number>();
    for (const [, , bytes, words] of steps.filter((step) => step[2] > 0)) {
      const at = opening.indexOf(words, place);
      // What stands before it in the control is never the same, or it is not where a session begins.
      const isAtStart = at >= 0 && opening.slice(place, at).every((each) => !own.has(each));
      if (isAtStart) place = at + 1;
      if (isMore(words) && (isAtStart || here.has(words))) sum += bytes;
      asked.set(words, (asked.get(words) ?? 0) + 1);
      if (opening.includes(words)) here.add(words);
    }
  }
  return sum;
}

/** How often each is asked on all the connections of the control that asks it most often. */
function mostAsked({ evidence }: Case): ReadonlyMap<number, number> {
  const most = new Map<number, number>();
  for (const { asked = [] } of controlsOf(evidence.control))
    for (const [words, count] of countEach(asked.map(([each]) => each)))
      most.set(words, Math.max(count, most.get(words) ?? 0));
  return most;
}

/** What comes first, as far as each is asked once: EHLO, and not MAIL FROM. */
function openingOf(control: ControlRecord | undefined): readonly number[] {
  if (control === undefined) return [];
  const times = timesOf(control);
  const words = keptSteps(control).map((step) => step[3]);
  const end = words.findIndex((each) => times.get(each) !== 1);
  return end < 0 ? words : words.slice(0, end);
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
