// A client that polls, and asks for the next thing although the last was not answered, in a silence or once its server has
// ended, there or on another connection: it has given that up.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { type Flight, flightsOn } from "../bytes/flights.ts";
import { type Flow, flowsOf } from "../bytes/flows.ts";
import { numberOf } from "../bytes/number-of.ts";
import { ownEndNs } from "../bytes/own-end.ts";
import { isSealed } from "../bytes/sealed.ts";
import { textOf } from "../bytes/sent-again.ts";
import { numberIn, wholeOf } from "./asked-words.ts";
import { type IsNext, PAUSE_NS, asksOneByOne, hasLeftBehind, leftBehind } from "./asks-behind.ts";
import { kindOf, shapeOf } from "./kinds.ts";
import { masked } from "../lines/masked.ts";

/**
 * Otherwise it asks for one thing after the other, each once the last was answered, on one connection at least; or it has
 * ended the connection itself. (The same again may be another try, or a heartbeat: the next thing has another number, or is
 * asked behind it in each control.) On a new connection of TLS nobody can read which it is. Where its server has ended, so
 * on the connections that it has made since: nobody answers there either.
 */
export function asksNext(seen: Case): boolean {
  if (seen.typed.length > 0) return false;
  const [flows, endedNs] = [flowsOf(seen), seen.ending?.arrivedAtNs];
  const isNext = createNext(seen);
  const goesOn = createGoesOn(flows, isNext);
  if (endedNs === undefined) return flows.some((flow) => asksOnBehind(seen, flow, isNext, goesOn));
  const since = flows.filter(({ beganNs }) => beganNs > endedNs);
  return flows.some((flow) => isAskedOneByOne(seen, flow)) && since.some((flow) => asksOnAnew(flow, goesOn));
}

/** In a fault that its server survives: what it had given up may have been answered since, too late for it. */
export function hasAskedNext(seen: Case): boolean {
  if (seen.typed.length > 0) return false;
  const isNext = createNext(seen);
  return flowsOf(seen).some((flow) => hasLeftBehind(seen, flow, isNext));
}

function asksOnBehind(seen: Case, flow: Flow, isNext: IsNext, goesOn: GoesOn): boolean {
  const flights = [...flightsOn(flow, Number.POSITIVE_INFINITY, true)];
  const last = flights.pop();
  if (last === undefined || last.answeredNs !== undefined) return false;
  if (leftBehind(seen, flow, isNext).some(({ flight }) => flight.sentNs === last.sentNs)) return true;
  const givenUpNs = ownEndNs(seen, flow);
  if (givenUpNs !== undefined && givenUpNs > last.sentNs)
    return goesOn(last, ({ sentNs }) => sentNs > givenUpNs);
  const isOneByOne = flights.length > 0 && asksOneByOne(seen, flights, "");
  return isOneByOne && goesOn(last, ({ beganNs }) => beganNs > last.sentNs);
}

function isAskedOneByOne(seen: Case, flow: Flow): boolean {
  const flights = flightsOn(flow, Number.POSITIVE_INFINITY, true);
  return flights.length > 1 && asksOneByOne(seen, flights, "");
}

/** Nothing came there, and on a later connection it asks for the next thing. Those made at the same time are a pool. */
function asksOnAnew(flow: Flow, goesOn: GoesOn): boolean {
  const [last, ...more] = flightsOn(flow, Number.POSITIVE_INFINITY, true);
  if (last === undefined || last.answeredNs !== undefined || more.length > 0 || isSealed(flow)) return false;
  return goesOn(last, ({ beganNs }) => beganNs > last.sentNs + PAUSE_NS);
}

/** What was asked, on a connection that began then. */
interface Asked {
  readonly text: string;
  readonly sentNs: number;
  readonly beganNs: number;
  readonly isSealed: boolean;
}

/** It has asked for the next thing since, or for what nobody can read, where that counts; and nowhere for the same. */
type GoesOn = (last: Flight, counts: (asked: Asked) => boolean) => boolean;

function createGoesOn(flows: readonly Flow[], isNext: IsNext): GoesOn {
  const all = flows.flatMap(askedOn);
  const lastNs = new Map<string, number>();
  for (const { text, sentNs } of all) lastNs.set(text, Math.max(sentNs, lastNs.get(text) ?? 0));
  return ({ segments, sentNs }, counts) => {
    const text = textOf(segments);
    if ((lastNs.get(text) ?? 0) > sentNs) return false;
    return all.some((each) => counts(each) && (each.isSealed || isNext(each.text, text)));
  };
}

function askedOn(flow: Flow): readonly Asked[] {
  const about = { beganNs: flow.beganNs, isSealed: isSealed(flow) };
  const flights = flightsOn(flow, Number.POSITIVE_INFINITY, true);
  return flights.map(({ segments, sentNs }) => ({ text: textOf(segments), sentNs, ...about }));
}

/** The same but for numbers, or ids; or of its kind, and what each control asks behind it. */
function createNext({ evidence }: Case): IsNext {
  const controls = controlsOf(evidence.control).map(({ asked = [] }) => asked);
  const looksOf = kept(readLooks);
  const usualOf = kept((kind: string) =>
    controls.map((asked) => asked.filter((thing) => thing[2] === numberIn(kind)).map(wholeOf)),
  );
  return (text, last) => {
    if (text === last) return false;
    const [one, other] = [looksOf(last), looksOf(text)];
    if (one.masked === other.masked || (one.shape !== "" && one.shape === other.shape)) return true;
    if (one.kind !== other.kind) return false;
    const usual = usualOf(one.kind);
    return usual.length > 0 && usual.every((wholes) => comesBehind(wholes, one.whole, other.whole));
  };
}

interface Looks {
  readonly masked: string;
  readonly shape: string;
  readonly kind: string;
  readonly whole: number;
}

function readLooks(text: string): Looks {
  return { masked: masked(text), shape: shapeOf(text), kind: kindOf(text), whole: numberOf(text) };
}

/** Each is worked out once: a client that storms asks on hundreds of connections, and each is held against all. */
function kept<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = read(text);
    known.set(text, value);
    return value;
  };
}

/** Right behind it at some time, or anywhere where each comes once. */
function comesBehind(all: readonly number[], one: number, other: number): boolean {
  const [at, next] = [all.indexOf(one), all.lastIndexOf(other)];
  const areOnce = all.lastIndexOf(one) === at && all.indexOf(other) === next;
  return (at >= 0 && areOnce && next > at) || all.some((each, i) => each === one && all[i + 1] === other);
}
