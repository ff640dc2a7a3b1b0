// What the value of an option must be. A check returns the value with its type, or throws a usage error: a sentence that
// names the option as the caller wrote it, and what could stand there instead.

import { statSync } from "node:fs";
import { types } from "node:util";
import { type Failure, failure } from "../failure.ts";
import { findNearest } from "./nearest.ts";

export const HOUR_MS = 3_600_000;

/** How whoever is told of an error wrote the options: as an object, or on a command line. */
export interface Spelling {
  /** `watchMs`, or `--watch-ms`. */
  readonly option: (name: string) => string;
  /** An option with its value, as a remedy shows it: `clientOn: "pipes"`, or `--client-on pipes`. */
  readonly assign: (name: string, value: string) => string;
  /** How something that is said is given: `{ say: TEXT } in exchange`, or `--say TEXT`. */
  readonly saying: string;
  /** One of a list: `without[0]`, or `--without` again. */
  readonly item: (option: string, index: number) => string;
  readonly value: (value: unknown) => string;
  /** Where everything is described: `docs/library.md`. */
  readonly help: string;
}

/** An option as it is checked: its name as the caller wrote it, and how the rest is to be written. */
export interface Place {
  readonly option: string;
  readonly spelling: Spelling;
}

export type Check<T> = (value: unknown, place: Place) => T;

/** One check for each option of `T`: an option without a check does not compile. */
export type Checks<T> = { readonly [Name in keyof T]-?: Check<Exclude<T[Name], undefined>> };

/** Of the library: options are the keys of an object. */
export const asObject: Spelling = {
  option: (name) => name,
  assign: (name, value) => `${name}: ${show(value)}`,
  saying: "{ say: TEXT } to exchange",
  item: (option, index) => `${option}[${index}]`,
  value: show,
  help: "docs/library.md",
};

/** A value for an error message. */
function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "an array";
  if (types.isRegExp(value)) return String(value);
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** An error in how something was called: exit code 2. */
export function usageError(message: string, remedy: string): Failure {
  return failure(2, message, remedy);
}

export function seeHelp({ help }: Spelling): string {
  return `See ${help}.`;
}

/** `Did you mean watchMs? See docs/library.md.`, where something is near. */
export function didYouMean(word: string, known: readonly string[], help: string): string {
  const nearest = findNearest(word, known);
  return nearest === undefined ? `See ${help}.` : `Did you mean ${nearest}? See ${help}.`;
}

/** What is asked for, and is written in another way. */
const elsewhere: ReadonlyMap<string, string> = new Map([
  ["moment", 'It is written with the fault: fault: "kill@mid-request:5".'],
]);

/** Checks an object option by option. An option whose value is undefined counts as left out. */
export function checkEach<T extends object>(
  what: string,
  given: unknown,
  checks: Checks<T>,
  spelling: Spelling,
): Partial<T> {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw usageError(`${what} takes an object of options, not ${show(given)}.`, seeHelp(spelling));
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  const checked = entries.map(([name, value]) => {
    if (!Object.hasOwn(checks, name)) {
      const remedy = elsewhere.get(name) ?? didYouMean(name, Object.keys(checks), spelling.help);
      throw usageError(`${what} has no option ${spelling.option(name)}.`, remedy);
    }
    const check = checks[name as keyof T] as Check<unknown>;
    return [name, check(value, { option: spelling.option(name), spelling })];
  });
  return Object.fromEntries(checked) as Partial<T>;
}

/** @param wanted what it is to be */
export function refuse({ option, spelling }: Place, wanted: string, value: unknown, remedy?: string): never {
  throw usageError(`${option} is ${wanted}, not ${spelling.value(value)}.`, remedy ?? seeHelp(spelling));
}

/** A whole number in a range. @param standard what it is when left out */
export function wholeNumber(min: number, max: number, standard?: number): Check<number> {
  const range = max < ENOUGH ? ` from ${min} to ${max}` : `, ${min} or more`;
  return (value, place) => {
    if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
    const remedy = standard === undefined ? undefined : `The default is ${standard}.`;
    return refuse(place, `a whole number${range}`, value, remedy);
  };
}

/** From here on a limit says nothing to a person. */
const ENOUGH = 2 ** 40;

/** One of a list of words. @param what they are the names of, where they are names */
export function oneOf<T extends string>(known: readonly T[], what?: string): Check<T> {
  return (value, place) => known.find((word) => word === value) ?? refuseWord(known, value, place, what);
}

function refuseWord(known: readonly string[], value: unknown, place: Place, what: string | undefined): never {
  const { help, value: shown } = place.spelling;
  const remedy = typeof value === "string" ? didYouMean(value, known, help) : `See ${help}.`;
  if (what === undefined) return refuse(place, `one of ${known.join(", ")}`, value, remedy);
  throw usageError(`Unknown ${what} ${shown(value)}: it is one of ${known.join(", ")}.`, remedy);
}

/** Text with something in it; no program can be given a NUL. */
export const text: Check<string> = (value, place) => {
  if (typeof value !== "string") return refuse(place, "text", value);
  if (value === "") throw usageError(`${place.option} is empty.`, seeHelp(place.spelling));
  if (value.includes("\0")) throw usageError(`${place.option} contains a NUL character.`, "Remove it.");
  return value;
};

export function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value, place) =>
    Array.isArray(value)
      ? value.map((each, i) => check(each, { ...place, option: place.spelling.item(place.option, i) }))
      : refuse(place, "an array", value);
}

/** Text that is looked for, or a regular expression; one of another realm (a test runner's) too. */
export const pattern: Check<string | RegExp> = (value, place) => {
  if (types.isRegExp(value)) return value;
  return typeof value === "string"
    ? text(value, place)
    : refuse(place, "text or a regular expression", value);
};

/** `HOST:PORT`; an IPv6 address stands in brackets. @param written what it is called: `HOST:PORT` */
export function endpoint(written: string, example: string): Check<string> {
  return (value, place) => {
    const given = text(value, place);
    const [, port] = /^(?:[^:\s]+|\[[^\]\s]+\]):(\d{1,5})$/.exec(given) ?? [];
    if (Number(port) >= 1 && Number(port) <= 65_535) return given;
    throw usageError(
      `${place.option} ${place.spelling.value(given)} is not ${written}.`,
      `For example: ${example}.`,
    );
  };
}

export const directory: Check<string> = (value, place) => {
  const path = text(value, place);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
  throw usageError(`${place.option}: ${path} is not a directory.`, "Choose one that exists.");
};

/** What a program finds its place in: not to be overwritten. */
const OURS: ReadonlySet<string> = new Set(["HOST", "PORT"]);

export const environment: Check<Readonly<Record<string, string>>> = (value, place) => {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse(place, "an object of names and values", value);
  for (const [name, content] of Object.entries(value)) {
    if (name === "" || /[=\0]/.test(name) || typeof content !== "string" || content.includes("\0"))
      throw usageError(
        `${place.option}: ${name} is not a variable with text as its value.`,
        seeHelp(place.spelling),
      );
    if (OURS.has(name))
      throw usageError(
        `${place.option}: ${name} says where the server is, and is set by deadpeer.`,
        `Choose the port with ${place.spelling.option("port")}; the address follows from the network.`,
      );
  }
  return value as Readonly<Record<string, string>>;
};

export function callback<T extends (...given: never[]) => void>(): Check<T> {
  return (value, place) => (typeof value === "function" ? (value as T) : refuse(place, "a function", value));
}

/** One of another realm than Node's (jsdom's) cannot be waited for. */
export const abortSignal: Check<AbortSignal> = (value, place) => {
  try {
    AbortSignal.any([value as AbortSignal]);
    return value as AbortSignal;
  } catch {
    return refuse(place, "an AbortSignal", value);
  }
};
