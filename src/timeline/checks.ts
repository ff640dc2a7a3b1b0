// The building blocks for checking a saved document: a word from a list, a number in its range, a list of these.

import { isAddress } from "../tcp/endpoint.ts";

export type Check = (value: unknown) => boolean;

export const string: Check = (value) => typeof value === "string";
export const boolean: Check = (value) => typeof value === "boolean";

export const number =
  (least: number, most: number): Check =>
  (value) =>
    typeof value === "number" && value >= least && value <= most;

export const whole =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && number(least, most)(value);

export const port: Check = whole(0, 0xffff);
export const uint32: Check = whole(0, 0xffff_ffff);
/** Linux has at most 2^22 (pid_max, proc(5)); 0 is none. */
export const pid: Check = whole(0, 2 ** 22);
export const count: Check = whole(0, Number.MAX_SAFE_INTEGER);

const YEAR_NS = 365 * 24 * 3600e9;
/** Nanoseconds: a time in a run, or a duration. */
export const ns: Check = number(-YEAR_NS, YEAR_NS);
export const ms: Check = number(0, YEAR_NS / 1e6);
/** Milliseconds since 1970. A capture counts the nanoseconds since then in 64 bits, which are enough until 2554. */
export const date: Check = number(0, Date.UTC(2500, 0));

/** Addresses that were found to be some: a run has few, and a hundred thousand segments. */
const known = new Set<string>();
const KNOWN_LIMIT = 1000;

export const address: Check = (value) => {
  if (typeof value !== "string") return false;
  if (known.has(value)) return true;
  const isOne = isAddress(value);
  if (isOne && known.size < KNOWN_LIMIT) known.add(value);
  return isOne;
};

/** Base64 of at most this many bytes. */
export const base64 =
  (most: number): Check =>
  (value) =>
    typeof value === "string" &&
    value.length % 4 === 0 &&
    bytesIn(value) <= most &&
    /^[A-Za-z0-9+/]*={0,2}$/.test(value);

/** Of base64. */
export function bytesIn(encoded: string): number {
  const padding = encoded.endsWith("==") ? 2 : Number(encoded.endsWith("="));
  return (encoded.length / 4) * 3 - padding;
}

export const matches =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === "string" && pattern.test(value);

export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

export const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

export const shape = (fields: Readonly<Record<string, Check>>): Check => {
  const checks = Object.entries(fields);
  return (value) => isRecord(value) && checks.every(([name, check]) => check(value[name]));
};

/** An object with any names, whose values all pass the check. */
export const tableOf =
  (check: Check): Check =>
  (value) =>
    isRecord(value) && !Array.isArray(value) && Object.values(value).every(check);

export const both =
  (one: Check, other: Check): Check =>
  (value) =>
    one(value) && other(value);

export const oneOf = (...values: readonly string[]): Check => {
  const words: ReadonlySet<unknown> = new Set(values);
  return (value) => words.has(value);
};

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** The path of the first malformed field (`.network`). */
export function findWrong(value: unknown, fields: Readonly<Record<string, Check>>): string | undefined {
  if (!isRecord(value)) return "";
  const wrong = Object.entries(fields).find(([name, check]) => !check(value[name]));
  return wrong && `.${wrong[0]}`;
}

/** How a process ended, where that is known: both of them optional. */
export const processEnd: { readonly exitCode: Check; readonly signal: Check } = {
  exitCode: optional(whole(0, 255)),
  signal: optional(matches(/^(SIG[A-Z0-9]+|signal \d+)$/)),
};
