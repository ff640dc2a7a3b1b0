// The lines that a client prints by itself: in this run before the fault, and in its control runs. A line is held against
// all of them, by what it says, by its shape, and by how often it came.

import { greatest } from "../../timeline/extremes.ts";
import type { PrintedLine } from "./lines-printed.ts";
import { prefixSearch } from "./prefix.ts";
import { LONG, type Shape, exampleOf, openShape, shapeOf } from "./shape.ts";
import { type Slot, createSlot } from "./slot.ts";
import { createVariesAboutOthers, createVarying } from "./varying.ts";
import { createBags } from "./word-orders.ts";

/** What was printed in one run, or in the part of one. */
export interface Source {
  /** Each line, and how often it was printed. */
  readonly lines: ReadonlyMap<string, number>;
  /** What stood there unfinished at some time: prompts. */
  readonly unfinished: readonly string[];
}

/** Only what is short can be a prompt. */
const LONGEST_PROMPT = 80;
/** Nor does it go on at once: a line may be read in two pieces. */
const STOOD_NS = 10e6;

export function sourceOf(printed: readonly PrintedLine[]): Source {
  const lines = new Map<string, number>();
  const unfinished = new Set<string>();
  for (const { text, states, isWhole } of printed) {
    if (isWhole) lines.set(text, (lines.get(text) ?? 0) + 1);
    for (const [i, { text: begun, atNs }] of states.entries()) {
      const nextNs = states[i + 1]?.atNs ?? (isWhole ? atNs : Number.POSITIVE_INFINITY);
      if (begun.length <= LONGEST_PROMPT && nextNs - atNs >= STOOD_NS) unfinished.add(begun);
    }
  }
  return { lines, unfinished: [...unfinished] };
}

/** `doubtful`: it may be news, or chance. */
export type LineKind = "usual" | "new" | "doubtful";

export interface UsualLines {
  /** To be asked of each line of the run after the fault, in order: how often one comes matters. */
  judge(text: string, isWhole: boolean): LineKind;
  /** Whether it is the beginning of a line that is usual. */
  isBeginning(text: string): boolean;
  /** Whether in lines of that form another value has stood in that place, or any may stand. */
  mayVary(form: string, place: number, value: string): boolean;
  /** Lines of its shape come again and again, and something in them varies: a gauge, of which any value may change. */
  isGauge(text: string): boolean;
  /** All words that stand in them, and one line of each shape: far fewer than there are lines. */
  examples(): readonly string[];
}

/** So many words of a line that varies by itself are compared one by one, of so many such lines. */
const MOST_WORDS = 12;
const MOST_RESTLESS = 1000;

/** @param said what was typed: lines about one thing show how those about another vary */
export function createUsualLines(
  before: Source,
  controls: readonly Source[],
  said: readonly string[] = [],
): UsualLines {
  const sources = [before, ...controls];
  const texts = sources.flatMap(({ lines, unfinished }) => [...lines.keys(), ...unfinished]);
  const counts = createCounts(before, controls);
  const { shapes, alone } = shapesIn(before, controls);
  const bags = createBags(sources);
  const isRestless = createRestless(alone, controls);
  const startingWith = prefixSearch(texts);
  const varying = createVarying(sources, said);
  const variesAboutOthers = createVariesAboutOthers(sources, said);

  function judgeWhole(text: string): LineKind {
    if (counts.isKnown(text)) return counts.judge(text);
    const shape = shapeOf(text);
    const kind = shapes.judge(shape);
    if (kind === "usual") return kind;
    const varies = varying(text) ?? variesAboutOthers(text);
    if (kind === "doubtful") return varies ?? kind;
    return varies ?? bags(text) ?? (isRestless(text) ? "doubtful" : "new");
  }

  const isBeginning = (text: string): boolean =>
    startingWith(text).length > 0 || shapes.isBeginning(shapeOf(text));
  return {
    judge: (text, isWhole) => (!isWhole && isBeginning(text) ? "usual" : judgeWhole(text)),
    isBeginning,
    mayVary: shapes.mayVary,
    isGauge: (text) => shapes.isGauge(shapeOf(text)),
    examples: () => [...shapes.examples(), ...sources.flatMap(({ unfinished }) => unfinished)],
  };
}

interface Counts {
  isKnown(text: string): boolean;
  judge(text: string): LineKind;
}

/**
 * A line that comes more often than it ever did is news, or chance, unless it repeats itself anyway: `connecting` at the
 * start is one thing, and later another.
 */
function createCounts(before: Source, controls: readonly Source[]): Counts {
  const seen = new Map(before.lines);
  const prompts = new Set([before, ...controls].flatMap(({ unfinished }) => unfinished));
  const most = (text: string): number =>
    greatest(
      controls.map(({ lines }) => lines.get(text) ?? 0),
      0,
    );
  return {
    isKnown: (text) => before.lines.has(text) || most(text) > 0 || prompts.has(text),
    judge(text) {
      const times = (seen.get(text) ?? 0) + 1;
      seen.set(text, times);
      if (controls.length === 0 || prompts.has(text)) return "usual";
      const isRepeated = (before.lines.get(text) ?? 0) > 1 || most(text) > 1;
      return isRepeated || times <= most(text) ? "usual" : "doubtful";
    },
  };
}

/**
 * The shapes of all that was printed, and the lines of this run that are in no control, and of none of its shapes. Each line
 * is looked at once: there may be very many.
 */
function shapesIn(before: Source, controls: readonly Source[]): { shapes: Shapes; alone: readonly string[] } {
  const shapes = createShapes(controls.length + 1);
  const inControls = createShapes(controls.length);
  for (const [i, { lines }] of controls.entries()) {
    for (const [text, times] of lines) {
      const shape = shapeOf(text);
      shapes.add(i + 1, shape, times);
      inControls.add(i, shape, times);
    }
  }
  const alone: string[] = [];
  for (const [text, times] of before.lines) {
    const shape = shapeOf(text);
    shapes.add(0, shape, times);
    const isKnown = controls.some(({ lines }) => lines.has(text));
    if (!isKnown && inControls.judge(shape) === "new") alone.push(text);
  }
  return { shapes, alone };
}

interface Shapes {
  add(source: number, shape: Shape, times: number): void;
  judge(shape: Shape): LineKind;
  /** To be asked once all have been added. */
  isBeginning(shape: Shape): boolean;
  mayVary: UsualLines["mayVary"];
  isGauge(shape: Shape): boolean;
  examples: UsualLines["examples"];
}

/** @param sources how many there are */
function createShapes(sources: number): Shapes {
  const forms = new Map<string, Slot[]>();
  const fixed = new Set<string>(); // lines without a value, and values that may hold a word
  let startingWith: ReturnType<typeof prefixSearch> | undefined;

  return {
    add(source, { form, values }, times) {
      if (values.length === 0) fixed.add(form);
      if (values.length === 0) return;
      for (const value of values) if (value.length >= LONG) fixed.add(value);
      const slots = forms.get(form) ?? values.map(() => createSlot(sources));
      forms.set(form, slots);
      for (const [at, value] of values.entries()) slots[at]?.add(source, value, times);
    },
    judge({ form, values }) {
      const slots = forms.get(form);
      if (slots === undefined) return "new";
      const kinds = new Set(slots.map((slot, i) => slot.judge(values[i] ?? "")));
      if (kinds.has("new")) return "new";
      return kinds.has("doubtful") ? "doubtful" : "usual";
    },
    examples: () => [...[...forms.keys()].map(exampleOf), ...fixed],
    mayVary: (form, place, value) => forms.get(form)?.[place]?.judge(value) === "usual",
    isGauge({ form }) {
      const slots = forms.get(form) ?? [];
      return slots.some((slot) => slot.mayBeAny()) && slots.some((slot) => slot.isOften());
    },
    isBeginning(shape) {
      const { form, values } = shape;
      const open = openShape(shape);
      startingWith ??= prefixSearch([...forms.keys()]);
      return startingWith(form).some((known) =>
        (forms.get(known) ?? []).slice(0, values.length).every((slot, i) => {
          const value = values[i] ?? "";
          const isOpen = open !== undefined && i === values.length - 1;
          return isOpen ? slot.mayBegin(value) : slot.judge(value) === "usual";
        }),
      );
    },
  };
}

/**
 * Lines that came in this run before the fault, and in no control, come by chance. One that differs from several of them
 * in the same one word, or has no other words than they, may do so too.
 */
function createRestless(alone: readonly string[], controls: readonly Source[]): (text: string) => boolean {
  const bags = createBags(controls);
  const restless: string[] = [];
  for (const text of alone) {
    if (restless.length === MOST_RESTLESS) break; // no more are looked at
    if (bags(text) === undefined) restless.push(text);
  }
  const words = new Set(restless.flatMap((text) => text.split(/\s+/)));
  const others = new Map<string, number>();
  for (const text of restless) {
    for (const key of withoutOneWord(text)) others.set(key, (others.get(key) ?? 0) + 1);
  }
  // Without a control any line may be such a one: then it takes more of them.
  const enough = controls.length === 0 ? 3 : 2;
  return (text) => {
    if (restless.length < enough) return false;
    const hasOnly = restless.length > 2 && text.split(/\s+/).every((word) => words.has(word));
    return hasOnly || withoutOneWord(text).some((key) => (others.get(key) ?? 0) >= enough);
  };
}

function withoutOneWord(text: string): string[] {
  const words = text.split(/\s+/);
  if (words.length < 2 || words.length > MOST_WORDS) return [];
  return words.map((_, i) => words.map((word, at) => (at === i ? "\u0001" : word)).join(" "));
}
