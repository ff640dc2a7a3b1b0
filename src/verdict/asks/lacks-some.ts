// Whether a client has asked all that it asks without the fault, and was answered: a short answer is not missed among many
// bytes, and another one makes up for it.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { greatest, smallest } from "../../timeline/extremes.ts";
import { PAYLOAD_LIMIT } from "../../timeline/observation.ts";
import { type Flow, newIn } from "../bytes/flows.ts";
import { numberOf } from "../bytes/number-of.ts";
import { textOf } from "../bytes/sent-again.ts";
import { type AskedWords, answeredOn, countEach } from "./asked-words.ts";

/**
 * `some`: something that each control asks, in words of its own, was not asked and answered here, nor anything else in its
 * place. `perhaps`: what was asked in its place begins a connection, such as a login that is never the same, or its answer
 * begins otherwise, as that of a PING. `none`: nothing is lacking, as far as the words show that.
 */
export type Lacking = "some" | "perhaps" | "none";

export function lackingIn(seen: Case, used: readonly Flow[]): Lacking {
  const { missing, once, instead, isMadeUp, isUnkept, mayHold } = compared(seen, used) ?? NOTHING;
  // What it polls it may have asked less often for want of time.
  if (missing > instead && once > 0 && !mayHold) return "some";
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

interface Compared {
  /** How many of what each control asks were not asked and answered here, */
  readonly missing: number;
  /** of these how many that it asks once there, */
  readonly once: number;
  /** how many were that no control asks, */
  readonly instead: number;
  /** and whether for each that is missing one of these may be the same: of one kind, answered alike, and no login's. */
  readonly isMadeUp: boolean;
  /** In a control there is more of which no words are kept, */
  readonly isUnkept: boolean;
  /** and here it may be in a segment of which not all is kept. */
  readonly mayHold: boolean;
}

const NOTHING: Compared = {
  missing: 0,
  once: 0,
  instead: 0,
  isMadeUp: true,
  isUnkept: false,
  mayHold: false,
};

/** Undefined where a control does not say what it asks, or asks nothing in the same words. */
function compared(seen: Case, used: readonly Flow[]): Compared | undefined {
  const controls = controlsOf(seen.evidence.control).flatMap(({ asked }) => (asked ? [asked] : []));
  if (controls.length < controlsOf(seen.evidence.control).length) return undefined;
  const own = used.map((flow) => answeredOn(flow));
  const nonces = noncesIn(controls[0] ?? [], own[0] ?? []);
  const asks = controls.map((asked) => asked.slice(nonces));
  const usual = asks.map((asked) => countEach(wordsIn(asked)));
  const kept = asks.flat().filter(([words]) => words !== UNKEPT);
  const known = new Map(kept.map(([words, , , length]) => [words, length]));
  const times = timesOf(known, used);
  if (times.size === 0) return undefined;
  const missed = new Map<number, number>();
  for (const words of known.keys()) {
    const count = smallest(usual.map((each) => each.get(words) ?? 0)) - (times.get(words) ?? 0);
    if (count > 0) missed.set(words, count);
  }
  const mostOf = (words: number): number => greatest(usual.map((each) => each.get(words) ?? 0));
  const first = own[0] ?? [];
  const since = own.map((asked, i) => asked.slice(i === 0 ? 0 : openingOf(asked, first, 0)));
  const strict = own.map((asked, i) => asked.slice(i === 0 ? nonces : openingOf(asked, first, nonces)));
  const lacked = kept.filter(takeOf((words) => missed.get(words) ?? 0));
  return {
    missing: [...missed.values()].reduce((sum, count) => sum + count, 0),
    once: [...missed.keys()].filter((words) => mostOf(words) === 1).length,
    instead: moreThan(mostOf, since.flat().slice(nonces)).length,
    isMadeUp: hasPairs(lacked, moreThan(mostOf, strict.flat())),
    isUnkept: kept.length < asks.flat().length,
    mayHold: used.some((flow) => mayHoldMore(known, flow)),
  };
}

/** As many of each as there may be, the first ones. */
function takeOf(countOf: (words: number) => number): (asked: AskedWords) => boolean {
  const taken = new Map<number, number>();
  return ([words]) => {
    const count = (taken.get(words) ?? 0) + 1;
    taken.set(words, count);
    return count <= countOf(words);
  };
}

/** Those that were asked once more than that. */
function moreThan(mostOf: (words: number) => number, asked: readonly AskedWords[]): readonly AskedWords[] {
  const isUsual = takeOf(mostOf);
  return asked.filter((each) => !isUsual(each));
}

/** For each of these there is another one that may be the same. What can be read finds its like first. */
function hasPairs(lacked: readonly AskedWords[], anew: readonly AskedWords[]): boolean {
  const left = readableFirst(anew);
  return readableFirst(lacked).every((each) => {
    const at = left.findIndex((asked) => mayBeSame(asked, each));
    if (at < 0) return false;
    left.splice(at, 1);
    return true;
  });
}

function readableFirst(asked: readonly AskedWords[]): AskedWords[] {
  return [...asked.filter(([, , kind]) => kind !== 0), ...asked.filter(([, , kind]) => kind === 0)];
}

/** Of one kind, as far as both can be read, and their answers begin alike. */
function mayBeSame([, begins, kind]: AskedWords, [, otherBegins, other]: AskedWords): boolean {
  return begins === otherBegins && (kind === other || kind === 0 || other === 0);
}

/** With so many things its first connection begins that are never the same, such as a login's proof. */
function noncesIn(usual: readonly AskedWords[], own: readonly AskedWords[]): number {
  const begun = own.findIndex(([words, begins], i) => words === usual[i]?.[0] || begins !== usual[i]?.[1]);
  return begun < 0 ? own.length : begun;
}

/** With so many things a later connection begins as the first one does. */
function openingOf(asked: readonly AskedWords[], first: readonly AskedWords[], nonces: number): number {
  const end = asked.findIndex(([words], i) => i >= nonces && words !== first[i]?.[0]);
  return end < 0 ? asked.length : end;
}

function wordsIn(asked: readonly AskedWords[]): number[] {
  return asked.map(([words]) => words);
}

/**
 * How often each of these was asked and answered: wherever a segment or a line begins, since what was asked in one segment
 * each time may be asked in one with others (a queue that is flushed at once), or in two.
 */
function timesOf(lengths: Lengths, used: readonly Flow[]): ReadonlyMap<number, number> {
  return countEach(
    used.map((flow) => answeredText(flow)).flatMap(({ text, begins }) => asksIn(lengths, text, begins)),
  );
}

/** The words of what is not kept. */
const UNKEPT = numberOf("");

/** Of how many bytes the segment was of what is known by its words. */
type Lengths = ReadonlyMap<number, number>;

/** The words of those that begin there. */
function asksIn(lengths: Lengths, text: string, begins: Iterable<number>): number[] {
  const all = [...new Set(lengths.values())];
  return [...begins].flatMap((at) =>
    all.flatMap((length) => {
      const words = numberOf(text.slice(at, at + Math.min(length, PAYLOAD_LIMIT)));
      return lengths.get(words) === length ? [words] : [];
    }),
  );
}

/** What the client sent, as far as something came behind it, and where its segments and lines begin. */
function answeredText({ toServer, toClient }: Flow): {
  readonly text: string;
  readonly begins: ReadonlySet<number>;
} {
  const lastNs = greatest(
    toClient.segments.map(({ length, arrivedAtNs }) => (length > 0 ? (arrivedAtNs ?? 0) : 0)),
    0,
  );
  const begins = new Set<number>();
  let text = "";
  for (const segment of newIn(toServer.segments)) {
    if (segment.atNs >= lastNs) break;
    begins.add(text.length);
    text += textOf([segment]);
  }
  for (const at of linesIn(text)) begins.add(at);
  return { text, begins };
}

/** Where they begin, but for the first one. */
function linesIn(text: string): number[] {
  return [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
}

/** A segment that holds something that is known, and more, not all of which is kept; or of which nothing is. */
function mayHoldMore(lengths: Lengths, { toServer }: Flow): boolean {
  return newIn(toServer.segments).some((segment) => {
    const text = textOf([segment]);
    if (text.length === segment.length) return false;
    const known = asksIn(lengths, text, [0, ...linesIn(text)]);
    return text === "" || known.some((words) => (lengths.get(words) ?? 0) < segment.length);
  });
}
