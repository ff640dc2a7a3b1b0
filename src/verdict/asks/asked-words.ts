// In what words a client asks by itself what it is answered: what it does not ask any more is seen beside another run.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import type { AnsweredStep, AskedThing } from "../../timeline/asked-thing.ts";
import type { Flow } from "../bytes/flows.ts";
import { type Flight, flightsOn } from "../bytes/flights.ts";
import { numberOf } from "../bytes/number-of.ts";
import { isSealed } from "../bytes/sealed.ts";
import { textOf } from "../bytes/sent-again.ts";
import { kindOf, shapeOf } from "./kinds.ts";
import { stepsOf } from "./steps.ts";

/** Of more than that only the first ones are kept. */
const MOST = 1024;

/**
 * Those on every connection that can be read, in the order in which they were asked. Undefined if nothing was asked; empty
 * if there were more than are kept.
 */
export function askedWords(flows: readonly Flow[]): readonly AskedThing[] | undefined {
  const all = inOrder(flows);
  if (all.length === 0) return undefined;
  return all.length > MOST ? [] : all.map(thingOf);
}

/** The first of them, where there were more than are kept. */
export function firstWords(flows: readonly Flow[]): readonly AskedThing[] | undefined {
  const all = inOrder(flows);
  return all.length > MOST ? all.slice(0, MOST).map(thingOf) : undefined;
}

/** When each of these was sent, in nanoseconds since the first. */
export function askedTimes(flows: readonly Flow[]): readonly number[] {
  const times = inOrder(flows).map(({ flight }) => flight.sentNs);
  return times.slice(0, MOST).map((atNs) => atNs - (times[0] ?? 0));
}

function inOrder(flows: readonly Flow[]): readonly Asked[] {
  return flows
    .flatMap((flow) => answeredFlights(flow))
    .sort((one, other) => one.flight.sentNs - other.flight.sentNs);
}

/** On one connection, in its order. */
export function answeredOn(flow: Flow): readonly AskedThing[] {
  return answeredFlights(flow).map(thingOf);
}

/** The numbers for all of the words of what was asked there, answered or not. */
export function wholesOn(flow: Flow): readonly number[] {
  return flightsIn(flow).map((each) => wholeOf(thingOf(each)));
}

/** On all connections that can be read, in the order of time; with when each was sent. */
export function askedAt(flows: readonly Flow[]): readonly AskedAt[] {
  return sentAt(flows).filter(({ isAnswered }) => isAnswered);
}

/** The same, and what was not answered. */
export function sentAt(flows: readonly Flow[]): readonly AskedAt[] {
  return flows
    .flatMap((flow) => flightsIn(flow))
    .map((each) => ({ thing: thingOf(each), sentNs: each.flight.sentNs, isAnswered: hasAnswer(each) }))
    .sort((one, other) => one.sentNs - other.sentNs);
}

export interface AskedAt {
  readonly thing: AskedThing;
  readonly sentNs: number;
  readonly isAnswered: boolean;
}

/** The number for all of its words. */
export function wholeOf([words, , , , , whole = words]: AskedThing): number {
  return whole;
}

interface Asked {
  readonly flight: Flight;
  readonly step: AnsweredStep;
}

function answeredFlights(flow: Flow): readonly Asked[] {
  return flightsIn(flow).filter(hasAnswer);
}

function hasAnswer({ step }: Asked): boolean {
  return step[2] > 0;
}

function flightsIn(flow: Flow): readonly Asked[] {
  if (isSealed(flow)) return [];
  const flights = flightsOn(flow, Number.POSITIVE_INFINITY, true);
  return stepsOf(flow, Number.POSITIVE_INFINITY).flatMap((step, i) => {
    const flight = flights[i];
    return flight === undefined ? [] : [{ flight, step }];
  });
}

function thingOf({ flight: { segments }, step: [, , , words, begins = 0] }: Asked): AskedThing {
  const all = textOf(segments);
  const [kind, shape] = [kindOf(textOf(segments.slice(0, 1))), shapeOf(all)];
  const thing = [words, begins, numberIn(kind), segments[0]?.length ?? 0, numberIn(shape)] as const;
  return segments.length > 1 ? [...thing, numberOf(all)] : thing;
}

/** Each control asks it in these words. */
export function isAlwaysAsked(seen: Case, text: string): boolean {
  return areAll(seen, (asked) => asked.includes(numberOf(text)));
}

/** No control asks for it alone in these words, and each says what it asks: a head that all have tells of none. */
export function isNeverTheSame(seen: Case, text: string): boolean {
  const words = numberOf(text);
  return areAll(seen, (asked) => asked.length > 0 && asked.filter((each) => each === words).length !== 1);
}

/** No control asks it with all of its words, and each says what it asks. */
export function isInNoControl({ evidence }: Case, text: string): boolean {
  const whole = numberOf(text);
  const controls = controlsOf(evidence.control);
  return (
    controls.length > 0 &&
    controls.every(({ asked = [] }) => asked.length > 0 && asked.every((thing) => wholeOf(thing) !== whole))
  );
}

function areAll({ evidence }: Case, isSo: (words: readonly number[]) => boolean): boolean {
  const controls = controlsOf(evidence.control);
  return controls.length > 0 && controls.every(({ asked = [] }) => isSo(asked.map(([words]) => words)));
}

/** 0 where it cannot be read. */
export function numberIn(text: string): number {
  return text === "" ? 0 : numberOf(text);
}

export function countEach<T>(all: readonly T[]): ReadonlyMap<T, number> {
  const times = new Map<T, number>();
  for (const each of all) times.set(each, (times.get(each) ?? 0) + 1);
  return times;
}
