// Reads a configuration in YAML, or in JSON, which YAML contains.

import { LineCounter, type Node, type Scalar, isMap, isScalar, isSeq, parseDocument } from "yaml";
import { type ReadConfig, failureAt } from "./place.ts";
import { findTooMuch } from "./too-much.ts";

/** Throws a Failure (2) for the first mistake, with its line. */
export function readData(text: string, shown: string): ReadConfig {
  const tooMuch = findTooMuch(text);
  if (tooMuch !== undefined)
    throw failureAt(shown, tooMuch.line, tooMuch.message, "Write less in it, or a script that makes it.");
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "error",
    merge: true,
    uniqueKeys: false, // which compares each with each
  });
  const root = document.contents;
  const [mistake] = document.errors;
  const repeated = mistake === undefined ? findRepeated(root) : undefined;
  const wrongAt = mistake?.pos[0] ?? repeated;
  if (wrongAt !== undefined)
    throw failureAt(
      shown,
      lines.linePos(wrongAt).line,
      mistake?.message ?? "Map keys must be unique",
      "Correct it there.",
    );
  return {
    given: toValue(() => document.toJS() as unknown, shown),
    lineOf: (path) => {
      const offset = offsetOf(root, path);
      return offset === undefined ? undefined : lines.linePos(offset).line;
    },
  };
}

function toValue(act: () => unknown, shown: string): unknown {
  try {
    return act();
  } catch (error) {
    // An alias of itself, or too many of them.
    throw failureAt(shown, undefined, (error as Error).message, "Write it out, without aliases.");
  }
}

/** Where a key is that its map has already. */
function findRepeated(node: unknown): number | undefined {
  if (isSeq(node)) return firstOf(node.items, findRepeated);
  if (!isMap(node)) return undefined;
  const known = new Set<unknown>();
  return firstOf(node.items, ({ key, value }) => {
    const isKnown = isScalar(key) && known.has(key.value);
    if (isScalar(key)) known.add(key.value);
    return isKnown ? (key as Scalar).range?.[0] : findRepeated(value);
  });
}

function firstOf<T>(items: readonly T[], find: (item: T) => number | undefined): number | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where the last key of the path is, or the last element; undefined behind an alias. */
function offsetOf(root: Node | null, path: readonly (string | number)[]): number | undefined {
  let node: unknown = root;
  let offset: number | undefined;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((each) => isScalar(each.key) && String(each.key.value) === String(key));
      [offset, node] = [isScalar(pair?.key) ? pair.key.range?.[0] : undefined, pair?.value];
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      offset = (node as Node | undefined)?.range?.[0];
    } else return undefined;
  }
  return offset;
}
