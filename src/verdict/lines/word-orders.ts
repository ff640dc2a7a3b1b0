// Lines with the same words in another order: the client names some things in whatever order they come.

import { bagOf, lettersIn } from "./shape.ts";
import type { LineKind, Source } from "./usual-lines.ts";

/** The same words in another order: usual where their order has varied before, else it may be chance. */
export function createBags(sources: readonly Source[]): (text: string) => LineKind | undefined {
  const orders = createOrders(sources);
  return (text) => {
    const known = orders(text);
    if (known === 0) return undefined;
    return known > 1 ? "usual" : "doubtful";
  };
}

/** How many lines have the words of this one: only those with its letters need be looked at. */
function createOrders(sources: readonly Source[]): (text: string) => number {
  let texts: ReadonlyMap<number, readonly string[]> | undefined;
  const counts = new Map<number, ReadonlyMap<string, number>>();
  return (text) => {
    texts ??= byLetters(sources); // most lines are known without
    const letters = lettersIn(text);
    const known = counts.get(letters) ?? countBags(texts.get(letters) ?? []);
    counts.set(letters, known);
    return known.get(bagOf(text)) ?? 0;
  };
}

function byLetters(sources: readonly Source[]): ReadonlyMap<number, readonly string[]> {
  const groups = new Map<number, string[]>();
  for (const text of new Set(sources.flatMap(({ lines }) => [...lines.keys()]))) {
    if (!/\s/.test(text)) continue; // one word has one order
    const letters = lettersIn(text);
    const group = groups.get(letters) ?? [];
    groups.set(letters, group);
    group.push(text);
  }
  return groups;
}

function countBags(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const bag = bagOf(text);
    counts.set(bag, (counts.get(bag) ?? 0) + 1);
  }
  return counts;
}
