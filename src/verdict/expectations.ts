// What a user expects of the verdict: `noticed=at-once|on-use,exit!=0,lost=0,told=/closed|lost/i`.

import { type Pattern, findMatch, parsePattern } from "../timeline/pattern.ts";
import type { Expectation } from "../timeline/record.ts";
import type { Verdict } from "../timeline/verdict-record.ts";
import { fields, RUNS_ON, type FieldName, fieldNames } from "./fields.ts";
import { unknownWord, wantedValue } from "./wanted-value.ts";

type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=";

interface Term {
  readonly name: FieldName;
  readonly operator: Operator;
  /** One of several values, or a regular expression. */
  readonly wanted: readonly string[] | Pattern;
  /** As it was written. */
  readonly text: string;
}

/** `field`, operator, and a value in which a regular expression may contain commas. */
const TERM = /\s*([a-z]+)\s*(!=|<=|>=|=|<|>)\s*(\/(?:\\.|[^/\\])+\/[a-z]*|[^,]*)\s*(?:,\s*|$)/y;

/** Checks each term against the verdict; throws as `parseExpectations` does. */
export function checkExpectations(expected: string, verdict: Verdict): Expectation[] {
  return parseExpectations(expected).map((term) => check(term, verdict));
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
  const wanted = (isSize ? [value] : value.split("|")).map((each) => wantedValue(name, each, isSize));
  return { name, operator, wanted, text };
}

function isField(name: string): name is FieldName {
  return Object.hasOwn(fields, name);
}

function check({ name, operator, wanted, text }: Term, verdict: Verdict): Expectation {
  const observed = fields[name].observe(verdict);
  if (observed === undefined) return checkLeast({ name, operator, wanted, text }, verdict);
  const outcomes = range(name, verdict, observed).map((each) => holds(name, operator, wanted, each));
  const isCertain = outcomes.every((each) => each === outcomes[0]);
  const isThis = name === "belief" && isSeen(operator, wanted, observed);
  const outcome = outcomes[0] ? "pass" : "fail";
  return { expected: text, observed, outcome: isCertain || isThis ? outcome : "unknown" };
}

/**
 * How many it is is not known; whatever is true of the least, of more than any wanted, and of each wanted between, holds or
 * does not.
 */
function checkLeast({ name, operator, wanted, text }: Term, verdict: Verdict): Expectation {
  const least = fields[name].atLeast?.(verdict);
  const unknown = { expected: text, observed: "unknown", outcome: "unknown" } as const;
  if (least === undefined) return unknown;
  const between = (wanted as readonly string[]).filter((each) => Number(each) > least);
  const possible = [String(least), ...between, String(Number.MAX_SAFE_INTEGER)];
  const outcomes = possible.map((each) => holds(name, operator, wanted, each));
  if (outcomes.some((each) => each !== outcomes[0])) return unknown;
  return { expected: text, observed: `${least} or more`, outcome: outcomes[0] ? "pass" : "fail" };
}

/** What was observed, and what it may have been as well: had the machine not been so busy, or more been observed. */
function range(name: FieldName, verdict: Verdict, observed: string): readonly string[] {
  const { lateness } = verdict;
  const { mayAlsoBe } = fields[name];
  if (mayAlsoBe !== undefined) return [observed, ...mayAlsoBe(verdict)];
  if (lateness === undefined) return [observed];
  if (name === "attempts") return [observed, ...(lateness.attempts ?? []).map(String)];
  if (name !== "after" || !Number.isFinite(Number(observed))) return [observed];
  const { clientMs, serverMs, ownMs } = lateness;
  const [most, late] = [Number(observed), clientMs + serverMs + ownMs];
  return [observed, String(Math.min(most, Math.max(0, most - late)))];
}

/** Just this word was seen, or one that was ruled out; but who allows others as well may mean what was not observed. */
function isSeen(operator: Operator, wanted: Term["wanted"], observed: string): boolean {
  if (!Array.isArray(wanted) || !wanted.includes(observed)) return false;
  return operator === "!=" || wanted.length === 1;
}

function holds(name: FieldName, operator: Operator, wanted: Term["wanted"], observed: string): boolean {
  if (operator === "=") return matches(wanted, observed);
  if (operator === "!=") {
    const isNoEnd = name === "exit" && observed === RUNS_ON;
    return !matches(wanted, observed) && !isNoEnd;
  }
  // `never` is no number, and within no limit.
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
