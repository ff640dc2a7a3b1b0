// Whether a client has asked all that it asks without the fault, and was answered: a short answer is not missed among many
// bytes, and another one makes up for it.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { greatest, smallest } from "../../timeline/extremes.ts";
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
  const { missing, once, instead, alike } = compared(seen, used) ?? NOTHING;
  if (missing > instead && once > 0) return "some"; // what it polls it may have asked less often for want of time
  return missing > alike ? "perhaps" : "none";
}

/** All that each control asks was asked and answered here, in the same words, whatever else was. */
export function hasAll(seen: Case, used: readonly Flow[]): boolean {
  return compared(seen, used)?.missing === 0;
}

/** As many things of each kind, whose answers begin alike, were asked and answered here as in each control. */
export function asksAsMany(seen: Case, used: readonly Flow[]): boolean {
  const own = countKinds(used.flatMap((flow) => answeredOn(flow)));
  const controls = controlsOf(seen.evidence.control).map(({ asked = [] }) => countKinds(asked));
  return controls.every(
    (kinds) => kinds.size > 0 && [...kinds].every(([kind, count]) => (own.get(kind) ?? 0) >= count),
  );
}

function countKinds(asked: readonly AskedWords[]): ReadonlyMap<string, number> {
  return countEach(asked.map(([, begins, kind]) => `${begins} ${kind}`));
}

interface Compared {
  /** How many of what each control asks were not asked and answered here, */
  readonly missing: number;
  /** of these how many that it asks once there, */
  readonly once: number;
  /** how many were that no control asks, */
  readonly instead: number;
  /** and how many of these may be the same in other words: of one kind, answered alike, and not how a connection begins. */
  readonly alike: number;
}

const NOTHING: Compared = { missing: 0, once: 0, instead: 0, alike: 0 };

/** Undefined where a control does not say what it asks, or asks nothing in the same words. */
function compared(seen: Case, used: readonly Flow[]): Compared | undefined {
  const controls = controlsOf(seen.evidence.control).flatMap(({ asked }) => (asked ? [asked] : []));
  if (controls.length === 0 || controls.length < controlsOf(seen.evidence.control).length) return undefined;
  const own = used.map((flow) => answeredOn(flow));
  const nonces = noncesIn(controls[0] ?? [], own[0] ?? []);
  const usual = controls.map((asked) => countEach(wordsIn(asked.slice(nonces))));
  const known = new Map(
    controls.flatMap((asked) => asked.slice(nonces)).map(([words, , , length]) => [words, length]),
  );
  const times = timesOf(known, used);
  if (times.size === 0) return undefined;
  const missed = new Map<number, number>();
  for (const words of known.keys()) {
    const count = smallest(usual.map((each) => each.get(words) ?? 0)) - (times.get(words) ?? 0);
    if (count > 0) missed.set(words, count);
  }
  const lacked = controls.flat().filter(([words]) => missed.has(words));
  const mostOf = (words: number): number => greatest(usual.map((each) => each.get(words) ?? 0));
  const first = own[0] ?? [];
  const since = own.map((asked, i) => asked.slice(i === 0 ? 0 : openingOf(asked, first, 0)));
  const strict = own.map((asked, i) => asked.slice(i === 0 ? nonces : openingOf(asked, first, nonces)));
  const alike = strict.flat().filter((asked) => lacked.some((each) => mayBeSame(asked, each)));
  return {
    missing: [...missed.values()].reduce((sum, count) => sum + count, 0),
    once: [...missed.keys()].filter((words) => mostOf(words) === 1).length,
    instead: countMore(since.flat().slice(nonces), mostOf),
    alike: countMore(alike, mostOf),
  };
}

/** Of one kind, as far as both can be read, and their answers begin alike. */
function mayBeSame([, begins, kind]: AskedWords, [, otherBegins, other]: AskedWords): boolean {
  return begins === otherBegins && (kind === other || kind === 0 || other === 0);
}

function countMore(asked: readonly AskedWords[], mostOf: (words: number) => number): number {
  const counts = [...countEach(wordsIn(asked))];
  return counts.reduce((sum, [words, count]) => sum + Math.max(0, count - mostOf(words)), 0);
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
function timesOf(lengths: ReadonlyMap<number, number>, used: readonly Flow[]): ReadonlyMap<number, number> {
  const found: number[] = [];
  const all = [...new Set(lengths.values())].filter((length) => length > 0);
  const tryAt = (text: string, at: number): void => {
    for (const length of all) {
      const words = numberOf(text.slice(at, at + length));
      if (at + length <= text.length && lengths.get(words) === length) found.push(words);
    }
  };
  for (const { text, begins } of used.map(answeredText)) for (const at of begins) tryAt(text, at);
  return countEach(found);
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
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) begins.add(at + 1);
  return { text, begins };
}
