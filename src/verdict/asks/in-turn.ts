// What a client that works on asks in turn, each of it again and again, one always behind the other: whether it has passed
// over one of them since its server's end. (How often each was asked tells nothing of that.)

import type { AskedThing } from "../../timeline/asked-thing.ts";
import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { smallest } from "../../timeline/extremes.ts";
import { endedAt } from "../bytes/death.ts";
import type { Flow } from "../bytes/flows.ts";
import { type AskedAt, askedAt, wholeOf } from "./asked-words.ts";

/**
 * Behind something that was answered, as the end came or since, what each control asks next was not, and others were. As
 * many of them as it has connections may come first: one thing on each.
 *
 * @param reads kinds of which it does not matter that one is left out
 */
export function passesOverInTurn(seen: Case, flows: readonly Flow[], reads: ReadonlySet<number>): boolean {
  const controls = controlsOf(seen.evidence.control).map(({ asked = [] }) => asked);
  const own = askedAt(flows).filter(({ thing: [, , kind] }) => kind !== 0 && !reads.has(kind));
  const kinds = new Set(own.map(({ thing }) => thing[2]));
  return [...kinds].some((kind) => {
    const isOfKind = (thing: AskedThing): boolean => thing[2] === kind;
    const turns = controls.map((asked) => asked.filter(isOfKind).map(wholeOf));
    return passesOver(
      seen,
      flows,
      own.filter(({ thing }) => isOfKind(thing)),
      turns,
    );
  });
}

function passesOver(
  seen: Case,
  flows: readonly Flow[],
  own: readonly AskedAt[],
  turns: readonly (readonly number[])[],
): boolean {
  const endNs = endedAt(seen);
  const at = own.findLastIndex(({ sentNs }) => sentNs <= endNs);
  const most = 1 + flows.filter(({ beganNs }) => beganNs <= endNs).length;
  const [next, length] = [nextIn(turns), smallest(turns.map(turnOf))];
  const wholes = own.map(({ thing }) => wholeOf(thing));
  if (at < 0 || !Number.isFinite(length)) return false;
  return wholes.slice(at, at + most).some((each, i) => {
    const [due, from] = [next.get(each), at + i + 1];
    const behind = wholes.slice(from, from + Math.min(most, length - 1));
    return due !== undefined && behind.length > 0 && !behind.includes(due);
  });
}

/** What always comes right behind each of these, in each control, and more than once in all. */
function nextIn(turns: readonly (readonly number[])[]): ReadonlyMap<number, number> {
  const pairs = turns.flatMap((all) => all.slice(1).map((next, i) => [all[i] ?? 0, next] as const));
  const found = new Map<number, { next: number | undefined; times: number }>();
  for (const [each, next] of pairs) {
    const known = found.get(each);
    if (known === undefined) found.set(each, { next, times: 1 });
    else found.set(each, { next: known.next === next ? next : undefined, times: known.times + 1 });
  }
  return new Map(
    [...found].flatMap(([each, { next, times }]) => (next === undefined || times < 2 ? [] : [[each, next]])),
  );
}

/** After how many things the first of them comes again that does. Infinite where none does. */
function turnOf(all: readonly number[]): number {
  const last = new Map<number, number>();
  return smallest(
    all.map((each, i) => {
      const since = i - (last.get(each) ?? Number.NEGATIVE_INFINITY);
      last.set(each, i);
      return since;
    }),
  );
}
