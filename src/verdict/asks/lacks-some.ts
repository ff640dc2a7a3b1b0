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
 * Something that each control asks, in words of its own, was not asked and answered here, nor anything in other words in its
 * place.
 */
export function lacksSome(seen: Case, used: readonly Flow[]): boolean {
  const { missing = 0, instead = 0 } = compared(seen, used) ?? {};
  return missing > instead;
}

/** All that each control asks was asked and answered here, in the same words, whatever else was. */
export function hasAll(seen: Case, used: readonly Flow[]): boolean {
  return compared(seen, used)?.missing === 0;
}

/** How many of what each control asks were not asked and answered here, and how many were that no control asks. */
interface Compared {
  readonly missing: number;
  /** Of those that may be the same in other words, since their answers begin alike. */
  readonly instead: number;
}

/** Undefined where a control does not say what it asks. */
function compared(seen: Case, used: readonly Flow[]): Compared | undefined {
  const controls = controlsOf(seen.evidence.control).map(({ asked }) => asked);
  if (controls.length === 0 || controls.includes(undefined)) return undefined;
  const own = used.map((flow) => answeredOn(flow));
  const nonces = noncesIn(controls[0] ?? [], own[0] ?? []);
  const usual = controls.map((asked = []) => countEach(wordsIn(asked.slice(nonces))));
  const times = countEach(used.flatMap((flow) => piecesOn(flow).map(numberOf)));
  const missed = new Map<number, number>();
  for (const words of new Set(usual.flatMap((each) => [...each.keys()]))) {
    const count = smallest(usual.map((each) => each.get(words) ?? 0)) - (times.get(words) ?? 0);
    if (count > 0) missed.set(words, count);
  }
  const all = controls.flatMap((asked = []) => asked);
  const alike = new Set(all.flatMap(([words, begins]) => (missed.has(words) ? [begins] : [])));
  const more = own.flatMap((asked, i) =>
    asked.slice(i === 0 ? nonces : openingOf(asked, own[0] ?? [], nonces)),
  );
  let instead = 0;
  for (const [words, count] of countEach(wordsIn(more.filter(([, begins]) => alike.has(begins)))))
    instead += Math.max(0, count - greatest(usual.map((each) => each.get(words) ?? 0)));
  return { missing: [...missed.values()].reduce((sum, count) => sum + count, 0), instead };
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

/** Each piece of what the client sent, as far as something came behind it. */
function piecesOn({ toServer, toClient }: Flow): readonly string[] {
  const lastNs = greatest(
    toClient.segments.map(({ length, arrivedAtNs }) => (length > 0 ? (arrivedAtNs ?? 0) : 0)),
    0,
  );
  const sent = newIn(toServer.segments).filter(({ atNs }) => atNs < lastNs);
  return sent.map((segment) => textOf([segment]));
}
