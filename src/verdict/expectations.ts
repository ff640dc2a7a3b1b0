// What a user expects of the verdict: `noticed=at-once|on-use,exit!=0,lost=0,told=/closed|lost/i`.

import { findMatch, parsePattern } from "../timeline/pattern.ts";
import type { Expectation, Verdict } from "../timeline/record.ts";

type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=";

interface Term {
  readonly field: Field;
  readonly operator: Operator;
  readonly value: string;
}

export const fields = [
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
] as const;
type Field = (typeof fields)[number];

/** Undefined: it is not known. */
const readers: Readonly<Record<Field, (verdict: Verdict) => string | undefined>> = {
  ending: ({ ending }) => (ending.by === "unknown" ? undefined : ending.by),
  noticed: ({ noticed }) => (noticed === "unknown" ? undefined : noticed),
  after: ({ afterNs }) => (afterNs === undefined ? undefined : String(afterNs / 1e6)),
  by: ({ by }) => by ?? "nothing",
  reaction: ({ reaction }) => (reaction === "unknown" ? undefined : reaction),
  waiting: ({ waiting }) => (waiting === "unknown" ? undefined : waiting),
  told: ({ told }) => told,
  exit: ({ exit }) => (exit === undefined ? "none" : (exit.signal ?? numeral(exit.exitCode))),
  lost: ({ lost }) => numeral(lost),
  unreported: ({ unreported }) => numeral(unreported),
  duplicated: ({ duplicated }) => numeral(duplicated),
  lingers: ({ lingers }) => String(lingers),
};

function numeral(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** `field`, operator, and a value in which a regular expression may contain commas. */
const TERM = /\s*([a-z]+)\s*(!=|<=|>=|=|<|>)\s*(\/(?:\\.|[^/\\])+\/[a-z]*|[^,]*)\s*(?:,|$)/y;

/** Checks each term against the verdict; throws a SyntaxError for what is none. */
export function checkExpectations(expected: string, verdict: Verdict): Expectation[] {
  return parseTerms(expected).map((term) => check(term, verdict));
}

/** Throws a SyntaxError that names the term. */
export function parseTerms(expected: string): Term[] {
  const terms: Term[] = [];
  TERM.lastIndex = 0;
  for (let at = 0; at < expected.length; at = TERM.lastIndex) {
    const found = TERM.exec(expected);
    if (found === null) throw new SyntaxError(`${expected.slice(at)} is no FIELD=VALUE`);
    const [, name = "", operator = "=", value = ""] = found;
    const field = fields.find((each) => each === name);
    if (field === undefined) throw new SyntaxError(`the verdict has no ${name}: it has ${fields.join(", ")}`);
    parsePattern(value); // throws
    terms.push({ field, operator: operator as Operator, value: value.trim() });
  }
  return terms;
}

function check({ field, operator, value }: Term, verdict: Verdict): Expectation {
  const observed = readers[field](verdict);
  const expected = `${field}${operator}${value}`;
  if (observed === undefined) return { expected, observed: "unknown", outcome: "unknown" };
  return { expected, observed, outcome: holds(operator, value, observed) ? "pass" : "fail" };
}

function holds(operator: Operator, value: string, observed: string): boolean {
  switch (operator) {
    case "=":
      return matches(value, observed);
    case "!=":
      return !matches(value, observed);
    case "<":
      return Number(observed) < Number(value);
    case "<=":
      return Number(observed) <= Number(value);
    case ">":
      return Number(observed) > Number(value);
    case ">=":
      return Number(observed) >= Number(value);
  }
}

/** One of several values, or a regular expression. */
function matches(value: string, observed: string): boolean {
  const pattern = parsePattern(value);
  if ("regexp" in pattern) return findMatch(pattern, observed) !== undefined;
  return value.split("|").includes(observed);
}
