// Lines that differ from a usual one only in values that look as if they may be any: a time that something took, a time of
// day, a decimal, an identifier. What was said stands in such lines, too: a line about one thing shows how one about
// another varies.

import { isIdentifier, shapeOf } from "./shape.ts";
import { type Slot, createSlot } from "./slot.ts";
import type { LineKind, Source } from "./usual-lines.ts";

/** No program prints them as text. */
const [FREE, SAID] = ["\u0001", "\u0002"] as const;

const TIME_OF_DAY = String.raw`(?:\d{4}-\d\d-\d\d[T ])?\d{1,2}:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?`;
const DURATION = String.raw`\d+(?:[.,]\d+)? ?(?:ns|[uµμ]s|ms|s|secs?|seconds?|milliseconds?|microseconds?|mins?|minutes?)`;
const DECIMAL = String.raw`\d+[.,]\d+[A-Za-z]{0,3}`;
const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const BASE64 = "[A-Za-z0-9+/]{16,}={0,2}";
const HEXADECIMAL = String.raw`(?:0x)?(?=[0-9a-f]*\d)(?=[0-9]*[a-f])[0-9a-f]{8,}`;
/** Seconds since 1970 have ten digits. */
const EPOCH = String.raw`\d{10,}`;
/** An address (10.0.0.1:80) is none of them. */
const VALUE = new RegExp(
  String.raw`(?<![\w.:])(?:${[TIME_OF_DAY, DURATION, DECIMAL, UUID, HEXADECIMAL, EPOCH, BASE64].join("|")})(?![\w:]|\.\d)`,
  "gi",
);

interface Form {
  readonly form: string;
  readonly values: readonly string[];
}

/**
 * @param said what was typed
 * @returns undefined where a line differs from each usual one in something else, so that it is news
 */
export function createVarying(
  sources: readonly Source[],
  said: readonly string[],
): (text: string) => Exclude<LineKind, "new"> | undefined {
  const withoutSaid = createMask(said);
  let known: ReadonlyMap<string, Slot[]> | undefined;
  let exact: ReadonlySet<string> | undefined;
  return (text) => {
    const { form, values } = formOf(text);
    if (values.length === 0) return undefined;
    known ??= slotsOf(sources, withoutSaid); // most lines are known without
    exact ??= new Set(sources.flatMap(({ lines }) => [...lines.keys()].map((line) => formOf(line).form)));
    const slots = known.get(withoutSaid(form));
    if (slots === undefined) return undefined;
    const isUsual = exact.has(form) && slots.every((slot, i) => slot.judge(values[i] ?? "") === "usual");
    return isUsual ? "usual" : "doubtful";
  };
}

function slotsOf(
  sources: readonly Source[],
  withoutSaid: (form: string) => string,
): ReadonlyMap<string, Slot[]> {
  const forms = new Map<string, Slot[]>();
  for (const [i, { lines }] of sources.entries()) {
    for (const [text, count] of lines) {
      const { form, values } = formOf(text);
      if (values.length === 0) continue;
      const key = withoutSaid(form);
      const slots = forms.get(key) ?? values.map(() => createSlot(sources.length));
      forms.set(key, slots);
      for (const [at, value] of values.entries()) slots[at]?.add(i, value, count);
    }
  }
  return forms;
}

function formOf(text: string): Form {
  const values: string[] = [];
  const form = text.replace(VALUE, (value) => {
    if (!isFree(value)) return value;
    values.push(value);
    return FREE;
  });
  return { form, values };
}

/** A long word is a name with a number at its end (`ResponseStatus503`) unless its digits are among its letters. */
function isFree(value: string): boolean {
  const isWord = /^[A-Za-z0-9+/]{16,}=*$/.test(value);
  if (!isWord || /^(?:0x)?[0-9a-f]+$/i.test(value)) return /\d/.test(value);
  return isIdentifier(value) && /\d[A-Za-z+/]+\d/.test(value);
}

/**
 * The same for any other value, such as a number: it takes a line about another thing in which it was another one each time
 * (`one 4711`, and `one 5711` in a control). A number that was always the same may be what the line has to say.
 *
 * @returns undefined where that does not show it
 */
export function createVariesAboutOthers(
  sources: readonly Source[],
  said: readonly string[],
): (text: string) => Exclude<LineKind, "new"> | undefined {
  const withoutSaid = createMask(said);
  let known: ReadonlyMap<string, ReadonlyMap<string, Slot[]>> | undefined;
  return (text) => {
    const { form, values } = shapeOf(text);
    const masked = withoutSaid(form);
    if (values.length === 0 || masked === form) return undefined;
    known ??= byMaskedForm(sources, withoutSaid); // most lines are known without
    const forms = known.get(masked);
    const own = forms?.get(form);
    const others = [...(forms ?? [])].filter(([other]) => other !== form).map(([, slots]) => slots);
    const isUsual = (value: string, i: number): boolean =>
      own?.[i]?.judge(value) === "usual" || others.some((slots) => slots[i]?.mayBeAny());
    if (others.length === 0 || !values.every(isUsual)) return undefined;
    return own === undefined ? "doubtful" : "usual";
  };
}

function byMaskedForm(
  sources: readonly Source[],
  withoutSaid: (form: string) => string,
): ReadonlyMap<string, ReadonlyMap<string, Slot[]>> {
  const groups = new Map<string, Map<string, Slot[]>>();
  for (const [i, { lines }] of sources.entries()) {
    for (const [text, count] of lines) {
      const { form, values } = shapeOf(text);
      const masked = withoutSaid(form);
      if (values.length === 0 || masked === form) continue;
      const forms = groups.get(masked) ?? new Map<string, Slot[]>();
      groups.set(masked, forms);
      const slots = forms.get(form) ?? values.map(() => createSlot(sources.length));
      forms.set(form, slots);
      for (const [at, value] of values.entries()) slots[at]?.add(i, value, count);
    }
  }
  return groups;
}

/** Short ones are found anywhere, and numbers may be what a line has to say. */
function createMask(said: readonly string[]): (form: string) => string {
  const texts = [...new Set(said.map((text) => text.trim()))]
    .filter((text) => text.length > 1 && /[^\d\s.,:]/.test(text))
    .sort((one, other) => other.length - one.length)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  if (texts.length === 0) return (form) => form;
  const pattern = new RegExp(String.raw`(?<!\w)(?:${texts.join("|")})(?!\w)`, "g");
  return (form) => form.replace(pattern, SAID);
}
