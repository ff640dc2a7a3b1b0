// What a user expects of the verdict: `noticed=at-once|on-use,exit!=0,lost=0,told=/closed|lost/i`.

import { constants } from "node:os";
import { type Pattern, findMatch, parsePattern } from "../timeline/pattern.ts";
import type { Expectation, Verdict } from "../timeline/record.ts";
import { endings, noticedWords, reactions } from "../timeline/words.ts";

export const fieldNames = [
  "ending",
  "noticed",
  "after",
  "by",
  "reaction",
  "waiting",
  "told",
  "exit",
  "lost",
  "unreported",
  "duplicated",
  "lingers",
  "spins",
  "attempts",
] as const;
type FieldName = (typeof fieldNames)[number];

type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=";

interface Field {
  /** Returns undefined if it is not known. */
  readonly observe: (verdict: Verdict) => string | undefined;
  /** All possible values; left out if any text is possible. */
  readonly values?: readonly string[];
  /** Its values are numbers, which `<` and `>` can compare. */
  readonly isNumber?: true;
}

interface Term {
  readonly name: FieldName;
  readonly operator: Operator;
  /** One of several values, or a regular expression. */
  readonly wanted: readonly string[] | Pattern;
  /** As it was written. */
  readonly text: string;
}

const known = (words: Readonly<Record<string, string>>): string[] =>
  Object.keys(words).filter((word) => word !== "unknown");

/** The value of `exit` for a client that is still running; it does not meet `exit!=0`. */
const RUNS_ON = "none";

const fields: Readonly<Record<FieldName, Field>> = {
  ending: { observe: ({ ending }) => unlessUnknown(ending.by), values: known(endings) },
  noticed: { observe: ({ noticed }) => unlessUnknown(noticed), values: known(noticedWords) },
  after: {
    // On use it counts from the use: how long nothing was said is not the client's doing.
    observe: ({ noticed, afterNs, afterUseNs = afterNs }) =>
      noticed === "never" ? noticed : numeral(afterUseNs && afterUseNs / 1e6),
    isNumber: true,
  },
  by: { observe: ({ by }) => by ?? "nothing" },
  reaction: { observe: ({ reaction }) => unlessUnknown(reaction), values: known(reactions) },
  waiting: { observe: ({ waiting }) => unlessUnknown(waiting) },
  told: { observe: ({ told }) => told },
  exit: { observe: ({ exit }) => (exit === undefined ? RUNS_ON : (exit.signal ?? numeral(exit.exitCode))) },
  lost: { observe: ({ lost }) => numeral(lost), isNumber: true },
  unreported: { observe: ({ unreported }) => numeral(unreported), isNumber: true },
  duplicated: { observe: ({ duplicated }) => numeral(duplicated), isNumber: true },
  lingers: { observe: ({ lingers }) => asWord(lingers), values: ["true", "false"] },
  spins: { observe: ({ spins }) => asWord(spins), values: ["true", "false"] },
  attempts: { observe: ({ attempts }) => numeral(attempts), isNumber: true },
};

function unlessUnknown(word: string): string | undefined {
  return word === "unknown" ? undefined : word;
}

function asWord(is: boolean | undefined): string | undefined {
  return is === undefined ? undefined : String(is);
}

function numeral(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** `field`, operator, and a value in which a regular expression may contain commas. */
const TERM = /\s*([a-z]+)\s*(!=|<=|>=|=|<|>)\s*(\/(?:\\.|[^/\\])+\/[a-z]*|[^,]*)\s*(?:,\s*|$)/y;

/** Checks each term against the verdict; throws as `parseExpectations` does. */
export function checkExpectations(expected: string, verdict: Verdict): Expectation[] {
  return parseExpectations(expected).map((term) => check(term, verdict));
}

/** A word that is none of those there are. */
export interface UnknownWord extends SyntaxError {
  readonly word: string;
  readonly known: readonly string[];
}

function unknownWord(message: string, word: string, words: readonly string[]): UnknownWord {
  return Object.assign(new SyntaxError(`${message} ${words.join(", ")}`), { word, known: words });
}

/** Throws a SyntaxError that names the term, and what could stand in its place: an UnknownWord where words are listed. */
export function parseExpectations(expected: string): Term[] {
  const terms: Term[] = [];
  TERM.lastIndex = 0;
  for (let at = 0; at < expected.length; at = TERM.lastIndex) {
    const found = TERM.exec(expected);
    if (found === null) throw new SyntaxError(`${expected.slice(at)} is not FIELD=VALUE`);
    const [, name = "", operator = "=", value = ""] = found;
    terms.push(parseTerm(name, operator as Operator, value.trim()));
  }
  const twice = terms.find(({ text }, i) => terms.findIndex((other) => other.text === text) !== i);
  if (twice !== undefined) throw new SyntaxError(`${twice.text} is given twice`);
  return terms;
}

function parseTerm(name: string, operator: Operator, value: string): Term {
  const text = `${name}${operator}${value}`;
  if (!isField(name)) throw unknownWord(`the verdict has no ${name}: it has`, name, fieldNames);
  if (value === "" && name !== "told") throw new SyntaxError(`${text} has no value`);
  const { values, isNumber } = fields[name];
  const isSize = operator.startsWith("<") || operator.startsWith(">");
  if (isSize && !isNumber) throw new SyntaxError(`${text}: ${name} is not a number: use = or !=`);
  const pattern = parsePattern(value); // throws
  if ("regexp" in pattern && !isSize) {
    // One that matches none of the words there are would pass for ever behind `!=`.
    if (isNumber || values)
      throw new SyntaxError(`${text}: ${name} takes no regular expression; write a|b for several`);
    return { name, operator, wanted: pattern, text };
  }
  const wanted = isSize ? [value] : value.split("|");
  for (const each of wanted) refuseImpossible(name, each, isNumber ? "number" : values);
  return { name, operator, wanted, text };
}

function refuseImpossible(name: string, value: string, possible: "number" | readonly string[] = []): void {
  if (possible === "number") {
    if (!/^-?\d+(\.\d+)?$/.test(value)) throw new SyntaxError(`${name} is a number, and ${value} is not`);
    return;
  }
  if (possible.length > 0 && !possible.includes(value))
    throw unknownWord(`${name} is never ${value}: it is one of`, value, possible);
  if (name === "exit" && !isExit(value))
    throw new SyntaxError(
      `${value} is not an exit: it is an exit code from 0 to 255, a signal's name, or ${RUNS_ON}`,
    );
}

function isExit(value: string): boolean {
  if (/^\d{1,3}$/.test(value)) return Number(value) <= 255;
  return value === RUNS_ON || Object.hasOwn(constants.signals, value);
}

function isField(name: string): name is FieldName {
  return Object.hasOwn(fields, name);
}

function check({ name, operator, wanted, text }: Term, verdict: Verdict): Expectation {
  const observed = fields[name].observe(verdict);
  if (observed === undefined) return { expected: text, observed: "unknown", outcome: "unknown" };
  return { expected: text, observed, outcome: holds(name, operator, wanted, observed) ? "pass" : "fail" };
}

function holds(name: FieldName, operator: Operator, wanted: Term["wanted"], observed: string): boolean {
  if (operator === "=") return matches(wanted, observed);
  if (operator === "!=") {
    const isNoEnd = name === "exit" && observed === RUNS_ON;
    return !matches(wanted, observed) && !isNoEnd;
  }
  const [value, limit] = [Number(observed), Number(wanted)];
  if (operator === "<") return value < limit;
  if (operator === "<=") return value <= limit;
  return operator === ">" ? value > limit : value >= limit;
}

/** One of several values, or a regular expression. */
function matches(wanted: Term["wanted"], observed: string): boolean {
  return Array.isArray(wanted)
    ? wanted.includes(observed)
    : findMatch(wanted as Pattern, observed) !== undefined;
}
