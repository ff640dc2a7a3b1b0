// Known failures: deadpeer.known.json, which says of a case in which way it fails, and why that is so.

import { existsSync, readFileSync } from "node:fs";
import { failure } from "../failure.ts";
import type { Expectation } from "../timeline/record.ts";
import { parseExpectations } from "../verdict/expectations.ts";
import { type FieldName, fields } from "../verdict/fields.ts";

/** In which way a case fails. */
export interface KnownFailure {
  /** In the form of `--expect-verdict`: `noticed=never`. It fails for no other reason. */
  readonly verdict: string;
  readonly because: string;
}

export type KnownFailures = ReadonlyMap<string, KnownFailure>;

const REMEDY = 'Write { "psql/kill@idle": { "verdict": "noticed=never", "because": "..." } }.';

/** Of a file that is not there: none. Throws a Failure (2) for one that is not right. */
export function readKnown(file: string): KnownFailures {
  if (!existsSync(file)) return new Map();
  const parsed = parse(file);
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw failure(2, `${file} is not an object of known failures.`, REMEDY);
  return new Map(Object.entries(parsed).map(([id, entry]) => [id, checkEntry(file, id, entry)]));
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw failure(2, `Cannot read ${file}: ${(error as Error).message}.`, REMEDY);
  }
}

function checkEntry(file: string, id: string, entry: unknown): KnownFailure {
  const { verdict, because, ...others } = (
    typeof entry === "object" && entry !== null ? entry : {}
  ) as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined) throw failure(2, `${file}: ${id} has no key ${other}.`, REMEDY);
  if (typeof verdict !== "string" || verdict === "" || typeof because !== "string" || because.trim() === "")
    throw failure(2, `${file}: ${id} needs a \`verdict\` and a reason (\`because\`).`, REMEDY);
  try {
    for (const { terms } of termsByDeath(verdict)) parseExpectations(terms);
  } catch (error) {
    throw failure(2, `${file}: ${id}: ${(error as Error).message}.`, REMEDY);
  }
  return { verdict, because };
}

/** Terms about one death of a story, by its number; those without one are about a case with a single fault. */
export interface TermsOfDeath {
  readonly death?: number;
  /** In the form of `--expect-verdict`. */
  readonly terms: string;
}

/** A term, in which a regular expression may contain commas, with the number of a death before it. */
const TERM =
  /\s*(?:(?<death>\d+)\.)?(?<term>[a-z]+\s*[=!<>]+\s*(?:\/(?:\\.|[^/\\])+\/[a-z]*|[^,]*))\s*(?:,\s*|$)/y;

/** `2.noticed=never,2.exit=0`: the terms of each death. What is none of this is left as it is. */
export function termsByDeath(verdict: string): readonly TermsOfDeath[] {
  const found = new Map<number | undefined, string[]>();
  const add = (death: number | undefined, term: string): void =>
    void found.set(death, [...(found.get(death) ?? []), term]);
  TERM.lastIndex = 0;
  for (let at = 0; at < verdict.length; at = TERM.lastIndex) {
    const { death, term } = TERM.exec(verdict)?.groups ?? {};
    if (term === undefined) {
      add(undefined, verdict.slice(at));
      break;
    }
    add(death === undefined ? undefined : Number(death), term);
  }
  return [...found].map(([death, terms]) => ({
    ...(death !== undefined && { death }),
    terms: terms.join(","),
  }));
}

/** Expectations of one death of a story, with its number before them: `2.noticed!=never`. */
export function ofDeath(
  expectations: readonly Expectation[],
  death: number | undefined,
): readonly Expectation[] {
  if (death === undefined) return expectations;
  return expectations.map((each) => ({ ...each, expected: `${death}.${each.expected}` }));
}

/** How a case that fails would be known: what was observed where an expectation is not met. */
export function describeFailure(expectations: readonly Expectation[]): string {
  const terms = expectations.filter(({ outcome }) => outcome === "fail").flatMap(knownTerms);
  return [...new Set(terms)].join(",");
}

const EXPECTED = /^(?<field>(?:\d+\.)?(?<name>[a-z]+))(?<operator>[=!<>]+)(?<value>.*)$/s;

const opposites = new Map([
  ["=", "!="],
  ["!=", "="],
  ["<", ">="],
  ["<=", ">"],
  [">", "<="],
  [">=", "<"],
]);

/** Of what is measured, and never quite the same again, on which side of the limit it is: up to so many times as much. */
const AS_MUCH_AGAIN = 10;

function knownTerms(expectation: Expectation): readonly string[] {
  const { expected, observed } = expectation;
  const { field = "", name = "", operator = "", value = "" } = EXPECTED.exec(expected)?.groups ?? {};
  const [, least] = /^(\d+) or more$/.exec(observed) ?? [];
  if (least !== undefined && fields[name as FieldName].isNumber) return [`${field}>=${least}`];
  const opposite = opposites.get(operator) ?? "=";
  if (!measured.has(name) || opposite === "=" || !Number.isFinite(Number(observed)))
    return [termOf(expectation)];
  const isBelow = opposite.startsWith("<");
  return [
    `${field}${opposite}${value}`,
    ...(isBelow ? [] : [`${field}<=${Math.ceil(AS_MUCH_AGAIN * Number(observed))}`]),
  ];
}

const measured: ReadonlySet<string> = new Set<FieldName>(["after", "attempts"]);

/** What an expectation was observed to be, as a term: `noticed=never`. */
export function termOf({ expected, observed }: Pick<Expectation, "expected" | "observed">): string {
  return `${fieldOf(expected)}=${asValue(observed)}`;
}

/** The field of a term: `noticed` of `noticed!=never`, `2.noticed` of a story's second death. */
export function fieldOf(term: string): string {
  return /^(?:\d+\.)?[a-z]+/.exec(term)?.[0] ?? "";
}

/** A word or a number as it is; other text as a regular expression for just this text. */
function asValue(observed: string): string {
  if (/^[\w-]+(\.\d+)?$/.test(observed)) return observed;
  return `/^${observed.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}$/`;
}

/** The content of the file, in the order of the ids. */
export function formatKnown(known: KnownFailures): string {
  const sorted = [...known].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`;
}
