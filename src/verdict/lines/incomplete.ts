// Whether a line is what is left of an answer: the line that a client prints for one, with its text missing or cut. Such a
// line tells nobody that something was lost.

import { type Shape, shapeOf } from "./shape.ts";
import { createSmaller } from "./smaller.ts";

/** Whether a value may stand in that place of lines of that form, as far as it is known how they vary. */
export type MayVary = (form: string, place: number, value: string) => boolean;

/** How many kinds of answers, and how many lines, are compared with each other. */
const MOST_KINDS = 256;
const MOST_LINES = 1000;

/** What a language prints of nothing. */
const NOTHING = /\(nil\)|<nil>|(?<![\w.])(?:None|undefined|null|nil|NaN)(?![\w.])/g;

/** What an answer may have less of: `0 bytes`. The plural is no difference. */
const COUNTED = /(\d ?)(byte|char|character|entry|item|line|message|record|result|row|word)s?\b/g;
const IS_COUNTED = /^ ?(?:byte|char|character|entry|item|line|message|record|result|row|word)\b/;

interface Answer {
  /** As it was printed. */
  readonly line: string;
  /** Its form. */
  readonly known: string;
  readonly shape: Shape;
}

/**
 * @param answers lines that the client prints for an answer
 * @returns whether a line is what is left of one; `isLess`: it was printed for an answer of which less had come
 */
export function createIncomplete(
  answers: Iterable<string>,
  mayVary: MayVary,
): (text: string, isLess?: boolean) => boolean {
  let kinds: readonly Answer[] | undefined;
  let isSmaller: ((text: string) => boolean) | undefined;
  let asked = 0;
  return (text, isLess = false) => {
    asked += 1;
    if (asked > MOST_LINES) return false;
    const known = (kinds ??= kindsOf(answers)); // in most runs nothing is new
    if (known.length === 0) return false;
    if (variantsOf(text).some((each) => isOf(each, known, mayVary))) return true;
    return isLess && (isSmaller ??= createSmaller(known.map(({ line }) => line)))(text);
  };
}

function kindsOf(answers: Iterable<string>): Answer[] {
  const kinds = new Map<string, Answer>();
  for (const text of answers) {
    if (kinds.size >= MOST_KINDS) break;
    const shape = shapeOf(singular(text));
    if (!kinds.has(shape.form)) kinds.set(shape.form, { line: text, known: shapeOf(text).form, shape });
  }
  return [...kinds.values()];
}

function singular(text: string): string {
  return text.replace(COUNTED, "$1$2");
}

/** A line, and where something is missing in it, if that is known. */
interface Variant {
  readonly text: string;
  readonly gap?: number;
}

/** The line itself, and without each word for nothing. */
function variantsOf(text: string): Variant[] {
  const line = singular(text);
  const without = [...line.matchAll(NOTHING)].map(({ 0: word, index }) => ({
    text: line.slice(0, index) + line.slice(index + word.length),
    gap: index,
  }));
  return [{ text: line }, ...without];
}

function isOf({ text, gap }: Variant, kinds: readonly Answer[], mayVary: MayVary): boolean {
  if (text.trim() === "") return true;
  const shape = shapeOf(text);
  const at = gap === undefined ? undefined : shapeOf(text.slice(0, gap)).form.length;
  return kinds.some((answer) => isLeftOf(shape, answer, at, mayVary));
}

/** Whether the answer, with one stretch taken out of it, or its beginning and its end, is the line. */
function isLeftOf(line: Shape, answer: Answer, gap: number | undefined, mayVary: MayVary): boolean {
  const { form } = answer.shape;
  if (line.form.length > form.length) return false;
  const most = commonStart(line.form, form);
  const least = line.form.length - commonEnd(line.form, form);
  const cuts = gap === undefined ? [most, least] : [gap];
  const isHole =
    least <= most && cuts.some((cut) => cut >= least && cut <= most && agree(line, answer, cut, mayVary));
  return isHole || (gap === undefined && isCutOut(line, form));
}

function commonStart(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

function commonEnd(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one.at(-1 - at) === other.at(-1 - at)) at += 1;
  return at;
}

/** Each value before and after the gap is the usual one, or one that varies, or less: cut at the gap, or a smaller count. */
function agree(line: Shape, { known, shape }: Answer, cut: number, mayVary: MayVary): boolean {
  const before = placesIn(line.form.slice(0, cut));
  const shift = shape.values.length - line.values.length;
  const isEnd = cut === line.form.length && line.form.endsWith(PLACE);
  const behind = behindPlaces(shape.form);
  const compare = (value: string, i: number): "same" | "less" | "other" => {
    const place = i < before ? i : i + shift;
    const usual = shape.values[place] ?? "";
    if (value === usual || mayVary(known, place, value)) return "same";
    if (isEnd && i === before - 1 && usual.startsWith(value)) return "less";
    return IS_COUNTED.test(behind[place] ?? "") && Number(value) < Number(usual) ? "less" : "other";
  };
  const found = new Set(line.values.map(compare));
  return !found.has("other") && (found.has("less") || line.form.length < shape.form.length);
}

/** What stands behind each place. */
function behindPlaces(form: string): string[] {
  return form.split(PLACE).slice(1);
}

const PLACE = "\u0001";

function placesIn(form: string): number {
  return form.split(PLACE).length - 1;
}

/** From within it, and through one of its words: a message is not cut so. */
function isCutOut({ form, values }: Shape, answer: string): boolean {
  const at = answer.indexOf(form);
  if (at <= 0 || values.length > 0) return false;
  const end = at + form.length;
  return isWithinWord(answer, at) || isWithinWord(answer, end);
}

function isWithinWord(text: string, at: number): boolean {
  return /^\w\w$/.test(text.slice(at - 1, at + 1));
}
