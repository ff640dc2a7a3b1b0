// What a client has asked on a connection, step by step: what it sent between two answers, and how much came for it.

import { createArrivedBytes } from "../../tcp/arrived-bytes.ts";
import type { SeenSegment } from "../../timeline/conversation.ts";
import type { AnsweredStep } from "../../timeline/asked-thing.ts";
import { flightsOn } from "../bytes/flights.ts";
import { type Flow, endOf } from "../bytes/flows.ts";
import { numberOf } from "../bytes/number-of.ts";
import { textOf } from "../bytes/sent-again.ts";
import { masked } from "../lines/masked.ts";

/** Of an endless exchange so many of the first ones, and as many of the last. */
export const MOST_STEPS = 32;
export const MOST_KEPT: number = 2 * MOST_STEPS;

/** What the client sends from the end on is left out: it may be a farewell. */
export function stepsOf(flow: Flow, untilNs: number): AnsweredStep[] {
  const flights = flightsOn(flow, untilNs, true).filter(({ sentNs }) => sentNs < untilNs);
  const all = flights.map((): Answered => ({ since: 0 }));
  const bytes = createArrivedBytes();
  let [i, greeting] = [-1, 0];
  for (const segment of flow.toClient.segments) {
    const { length, relativeSeq, arrivedAtNs } = segment;
    if (length === 0 || arrivedAtNs === undefined) continue;
    while ((flights[i + 1]?.sentNs ?? Number.POSITIVE_INFINITY) <= arrivedAtNs) i += 1;
    const fresh = bytes.take(relativeSeq, relativeSeq + length);
    const step = all[i];
    if (step === undefined) greeting += fresh;
    else {
      if (step.since === 0) step.first = segment;
      step.since += fresh;
      step.last = segment;
    }
  }
  let came = greeting;
  return flights.map(({ segments }, at): AnsweredStep => {
    const [end, step] = [segments.at(-1), all[at]];
    const { since = 0, first, last } = step ?? {};
    came += since;
    const words = numberOf(textOf(segments.slice(0, 1)));
    const begins = first === undefined ? 0 : numberOf(beginningOf(first.payload));
    const ends = last === undefined ? 0 : numberOfEnd(last);
    return [end === undefined ? 0 : endOf(end) - 1, came, since, words, begins, ends];
  });
}

/** What came for one flight, in bytes, in which segments. */
interface Answered {
  since: number;
  first?: SeenSegment;
  last?: SeenSegment;
}

/** How an answer begins: the kind of a message, or its status, and of a number only that it is one. */
export function beginningOf(payload: string): string {
  const text = atob(payload.slice(0, BASE64_OF_BEGINNING)).slice(0, BEGINNING);
  return /^\d/.test(text) ? text : masked(text);
}

/** 0 where the end of the segment is not kept. */
function numberOfEnd({ payload, length }: SeenSegment): number {
  const padding = payload.endsWith("==") ? 2 : Number(payload.endsWith("="));
  if ((payload.length / 4) * 3 - padding !== length) return 0;
  return numberOf(atob(payload.slice(-BASE64_OF_BEGINNING)).slice(-BEGINNING));
}

const [BEGINNING, BASE64_OF_BEGINNING] = [4, 8];
