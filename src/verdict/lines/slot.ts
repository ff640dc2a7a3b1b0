// A place in lines of one shape, and the values that stood there: the same each time, some of a few, or any.

export interface Slot {
  /** @param source the number of the run it was seen in */
  add(source: number, value: string, times: number): void;
  /** `new`: it has always been another one. `doubtful`: it was one of a few, and never this one. */
  judge(value: string): "usual" | "new" | "doubtful";
  /** What stands there varies by itself. */
  mayBeAny(): boolean;
  /** Such lines come again and again. */
  isOften(): boolean;
  /** The value is still being printed. */
  mayBegin(start: string): boolean;
}

/** More are not kept: it may be any. */
const MOST_VALUES = 64;
/** One of so many is a choice; of more, it may be any. */
const FEW = 3;
/** So many lines of one shape in one run. */
const OFTEN = 3;

interface Seen {
  readonly values: Set<string>;
  times: number;
}

/** @param sources how many runs there are; the first is the one that is judged, before the fault */
export function createSlot(sources: number): Slot {
  const seen: Seen[] = Array.from({ length: sources }, () => ({ values: new Set<string>(), times: 0 }));

  /** It has many values, differs each time within a run, or has another one in each run. */
  function isFree(): boolean {
    const [before, ...controls] = seen;
    if (before === undefined) return false;
    const others = controls.filter(({ times }) => times > 0);
    if (seen.some(({ values }) => values.size > FEW)) return true;
    const isKnown = [...before.values].every((value) => isIn(others, value));
    // What a control shows as well shows more of how it varies.
    if (others.length === 0 || !isKnown) return others.length > 0 || differsEachTime(before);
    return others.some((one) => differsEachTime(one) || isAlone(one, others));
  }

  const differsEachTime = ({ values, times }: Seen): boolean => values.size > 1 && values.size === times;

  function isAlone(one: Seen, all: readonly Seen[]): boolean {
    const others = all.filter((other) => other !== one);
    return others.length > 0 && [...one.values].every((value) => !isIn(others, value));
  }

  const isIn = (some: readonly Seen[], value: string): boolean =>
    some.some(({ values }) => values.has(value));
  const all = (): string[] => seen.flatMap(({ values }) => [...values]);

  return {
    add(source, value, times) {
      const at = seen[source];
      if (at === undefined) return;
      at.times += times;
      if (at.values.size < MOST_VALUES) at.values.add(value);
    },
    judge(value) {
      if (isIn(seen, value) || isFree()) return "usual";
      return new Set(all()).size > 1 ? "doubtful" : "new";
    },
    mayBeAny: isFree,
    isOften: () => seen.some(({ times }) => times >= OFTEN),
    mayBegin: (start) => isFree() || all().some((value) => value.startsWith(start)),
  };
}
