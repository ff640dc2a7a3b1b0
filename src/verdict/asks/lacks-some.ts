// Whether a client has asked all that it asks without the fault, and was answered: a short answer is not missed among many
// bytes, and another one makes up for it.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { greatest, smallest } from "../../timeline/extremes.ts";
import type { AskedThing } from "../../timeline/asked-thing.ts";
import { isInReply } from "../../timeline/moments.ts";
import { flightsOn } from "../bytes/flights.ts";
import type { Flow } from "../bytes/flows.ts";
import { type AskedAt, answeredOn, askedAt, countEach, wholeOf } from "./asked-words.ts";
import { furtherSince, lastKnown, noncesIn, openingOf, upgradesOn } from "./beside-control.ts";
import { UNKEPT, anewIn, mayHoldMore, timesOf } from "./held-words.ts";

/**
 * `some`: something that each control asks, in words of its own, was not asked and answered here, nor anything else in its
 * place. `perhaps`: something else was asked (a PING, a login that is never the same), it may be in what is longer or not
 * kept, or it comes last in a control. `none`: nothing is lacking, as far as the words show that.
 */
export type Lacking = "some" | "perhaps" | "none";

type Kinds = ReadonlySet<number>;

/**
 * @param leftOut numbers for what kinds of things are not looked at
 * @param openNs what was asked last on a connection made later was asked, though it is not answered yet
 */
export function lackingIn(
  seen: Case,
  used: readonly Flow[],
  leftOut: Kinds = new Set(),
  openNs?: number,
): Lacking {
  const { sure, once, instead, isMadeUp, isUnkept, mayHold, isAtEnd } =
    compared(seen, used, leftOut, openNs) ?? NOTHING;
  // What it polls it may have asked less often for want of time.
  if (sure > instead && once > 0 && !mayHold && !isAtEnd) return "some";
  return !isMadeUp || isUnkept ? "perhaps" : "none";
}

/**
 * All that each control asks was asked and answered here, in the same words, whatever else was; or perhaps all, where what
 * is missing may be there in other words.
 */
export function hasAll(seen: Case, used: readonly Flow[]): boolean | "perhaps" {
  const found = compared(seen, used);
  if (found === undefined || !found.isMadeUp) return false;
  return found.missing === 0 && !found.isUnkept ? true : "perhaps";
}

/** As many things of each shape, whose answers begin alike, were asked and answered here as in each control. */
export function asksAsMany(seen: Case, used: readonly Flow[]): boolean {
  const own = countShapes(used.flatMap((flow) => answeredOn(withoutCut(seen, flow))));
  const controls = controlsOf(seen.evidence.control).map(({ asked = [] }) => countShapes(asked));
  return controls.every(
    (shapes) => shapes.size > 0 && [...shapes].every(([shape, count]) => (own.get(shape) ?? 0) >= count),
  );
}

/** Without what it had asked last, where a part of the answer was held. */
function withoutCut({ evidence, connection }: Case, flow: Flow): Flow {
  const isCut = isInReply(evidence.moment) && flow.connection.client.port === connection?.client.port;
  const last = isCut ? flightsOn(flow, Number.POSITIVE_INFINITY, true).at(-1) : undefined;
  if (last === undefined) return flow;
  const segments = flow.toServer.segments.filter(({ atNs }) => atNs < last.sentNs);
  return { ...flow, toServer: { ...flow.toServer, segments } };
}

function countShapes(asked: readonly AskedThing[]): ReadonlyMap<string, number> {
  return countEach(asked.map(([, begins, , , shape]) => `${begins} ${shape}`));
}

interface Compared {
  /** How many of what each control asks were not asked and answered here, */
  readonly missing: number;
  /** how many of these are usually asked in the same words, */
  readonly sure: number;
  /** and that each control asks once, */
  readonly once: number;
  /** how many were that no control asks, */
  readonly instead: number;
  /** and whether for each that is missing one of these may be the same: of one shape, answered alike, and no login's. */
  readonly isMadeUp: boolean;
  /** In a control there is more of which no words are kept, */
  readonly isUnkept: boolean;
  /** and here it may be in a segment of which not all is kept, or in something longer: several things in one. */
  readonly mayHold: boolean;
  /** A control asks nothing behind them that was asked here: who works for a fixed time may not have come to them. */
  readonly isAtEnd: boolean;
}

const NOTHING: Compared = {
  missing: 0,
  sure: 0,
  once: 0,
  instead: 0,
  isMadeUp: true,
  isUnkept: false,
  mayHold: false,
  isAtEnd: false,
};

/** Undefined where a control does not say what it asks, or asks nothing in the same words. */
function compared(
  seen: Case,
  flows: readonly Flow[],
  leftOut: Kinds = new Set(),
  openNs?: number,
): Compared | undefined {
  const used = flows.map((flow) => withoutCut(seen, flow));
  const controls = controlsOf(seen.evidence.control).flatMap(({ asked }) => (asked ? [asked] : []));
  if (controls.length < controlsOf(seen.evidence.control).length) return undefined;
  const sent = used.map((flow) => askedAt([flow]).filter(({ thing }) => !leftOut.has(thing[2])));
  const answered = sent.map((each) => each.map(({ thing }) => thing));
  const nonces = noncesIn(controls[0] ?? [], answered[0] ?? []);
  const asks = controls.map((asked) => asked.slice(nonces));
  const usual = asks.map((asked) => countEach(wordsIn(asked.filter(([, , kind]) => !leftOut.has(kind)))));
  const kept = asks.flat().filter(([words, , kind]) => words !== UNKEPT && !leftOut.has(kind));
  const known = new Map(kept.map(([words, , , length]) => [words, length]));
  const times = timesOf(known, used, openNs);
  if (times.size === 0) return undefined;
  const missed = missedIn(usual, times);
  const mostOf = (words: number): number => greatest(usual.map((each) => each.get(words) ?? 0));
  const isAnew = ([words]: AskedThing): boolean => mostOf(words) === 0;
  // Of one that works on (`openNs`) it is enough that it has come to something: what it skips is not known to be lost.
  const furtherNs = (openNs === undefined ? furtherSince : lastKnown)(asks, sent.flat());
  const isFurther = ({ thing, sentNs }: AskedAt): boolean => sentNs > furtherNs(thing) && isAnew(thing);
  const further = sent.flat().filter(isFurther).length;
  const own = sent.map((each) => each.filter((asked) => !isFurther(asked)).map(({ thing }) => thing));
  const first = own[0] ?? [];
  const opening = (asked: readonly AskedThing[], i: number, begun: number): number =>
    i === 0 ? begun : Math.max(openingOf(asked, first, begun), upgradesOn(used[i]));
  const since = own.map((asked, i) => asked.slice(opening(asked, i, 0)));
  const strict = own.map((asked, i) => asked.slice(opening(asked, i, nonces)));
  const lacked = kept.filter(takeOf((words) => missed.get(words) ?? 0));
  const [found, anew] = [asks.flat().filter(([words]) => times.has(words)), own.flat().filter(isAnew)];
  const sure = lacked.filter(isSureBeside(found, anew));
  const wholes = new Set(asks.flat().map(wholeOf));
  const kinds = new Set(lacked.map(([, , kind]) => kind));
  return {
    missing: lacked.length,
    sure: sure.length,
    once: sure.filter(([words]) => mostOf(words) === 1).length,
    instead: Math.max(
      since.flat().slice(nonces).filter(isAnew).length,
      sum(used.map((flow) => anewIn(known, kinds, flow, wholes))) - further,
    ),
    isMadeUp: hasPairs(lacked, strict.flat().filter(isAnew)),
    isUnkept: kept.length < asks.flat().length,
    mayHold: used.some((flow) => mayHoldMore(known, flow)) || isLonger(strict.flat().filter(isAnew), lacked),
    isAtEnd: asks.some((asked) => areAtEnd(asked, missed, times)),
  };
}

/** How often each was asked less often here than in each control. */
function missedIn(usual: readonly Counts[], times: Counts): Counts {
  const all = new Set(usual.flatMap((each) => [...each.keys()])).values();
  const leastOf = (words: number): number => smallest(usual.map((each) => each.get(words) ?? 0));
  const counts = [...all].map((words) => [words, leastOf(words) - (times.get(words) ?? 0)] as const);
  return new Map(counts.filter(([words, count]) => words !== UNKEPT && count > 0));
}

type Counts = ReadonlyMap<number, number>;

/** Not what is never the same (a time in it): of its shape some were asked here in other words, and none in the same. */
function isSureBeside(
  found: readonly AskedThing[],
  anew: readonly AskedThing[],
): (asked: AskedThing) => boolean {
  const [same, other] = [found, anew].map((all) => new Set(all.map(([, , , , shape = 0]) => shape)));
  return ([, , , , shape = 0]) => same?.has(shape) === true || other?.has(shape) !== true;
}

/** What is asked again and again tells not how far it is, nor is it passed over. */
function areAtEnd(asked: readonly AskedThing[], missed: Counts, times: Counts): boolean {
  const usual = countEach(wordsIn(asked));
  const once = wordsIn(asked).filter((words) => usual.get(words) === 1);
  const last = once.findLastIndex((words) => times.has(words) && !missed.has(words));
  return once.slice(0, last + 1).every((words) => !missed.has(words));
}

/** One of them is longer than each of these. */
function isLonger(anew: readonly AskedThing[], lacked: readonly AskedThing[]): boolean {
  return anew.some(([, , , length]) => lacked.every(([, , , each]) => length > each));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}

/** As many of each as there may be, the first ones. */
function takeOf(countOf: (words: number) => number): (asked: AskedThing) => boolean {
  const taken = new Map<number, number>();
  return ([words]) => {
    const count = (taken.get(words) ?? 0) + 1;
    taken.set(words, count);
    return count <= countOf(words);
  };
}

/** For each of these there is another one that may be the same. What can be read finds its like first. */
function hasPairs(lacked: readonly AskedThing[], anew: readonly AskedThing[]): boolean {
  const left = readableFirst(anew);
  return readableFirst(lacked).every((each) => {
    const at = left.findIndex((asked) => mayBeSame(asked, each));
    if (at < 0) return false;
    left.splice(at, 1);
    return true;
  });
}

function readableFirst(asked: readonly AskedThing[]): AskedThing[] {
  return [true, false].flatMap((is) => asked.filter(([, , , , shape = 0]) => (shape !== 0) === is));
}

/** Of one shape, or about as long where that cannot be read, and their answers begin alike. */
function mayBeSame(one: AskedThing, other: AskedThing): boolean {
  const [[, begins, , length, shape = 0], [, otherBegins, , otherLength, otherShape = 0]] = [one, other];
  if (begins !== otherBegins) return false;
  if (shape !== 0 && otherShape !== 0) return shape === otherShape;
  return 2 * Math.min(length, otherLength) >= Math.max(length, otherLength);
}

function wordsIn(asked: readonly AskedThing[]): number[] {
  return asked.map(([words]) => words);
}
