// What checks of a configuration are made of: objects, lists and names, each aware of the keys that lead to a mistake.

import {
  type Check,
  type Checks,
  type Place,
  type Spelling,
  asObject,
  checkEach,
  refuse,
  seeHelp,
  usageError,
} from "../run/option-checks.ts";
import type { OneOrMore } from "./config.ts";
import { under } from "./config-place.ts";
import { RESULTS_FILE } from "./results.ts";

const inConfig: Spelling = { ...asObject, help: "docs/test.md" };

/** The outermost place. */
export const top: Place = { option: "the configuration", spelling: inConfig };

/** An object with these options. @param isTop its options are called by their names alone */
export function options<T extends object>(checks: Checks<T>, isTop = false): Check<Partial<T>> {
  return (value, { option, spelling: outer }) => {
    const tracked = Object.fromEntries(
      Object.entries<Check<unknown>>(checks).map(([name, check]) => [
        name,
        (each: unknown, place: Place) => under(name, () => check(each, { ...place, spelling: outer })),
      ]),
    ) as Checks<T>;
    const spelling: Spelling = {
      ...outer,
      option: (name) => (isTop || !Object.hasOwn(checks, name) ? name : `${option}.${name}`),
    };
    const check = (given: unknown): Partial<T> => checkEach<T>(option, given, tracked, spelling);
    if (isObject(value)) {
      const unknown = Object.keys(value).find((name) => !Object.hasOwn(checks, name));
      if (unknown !== undefined) under(unknown, () => check({ [unknown]: value[unknown] }));
    }
    return check(value);
  };
}

/** Letters, digits and `._-`: a name is a part of ids and of paths. */
const NAME = /^[a-z\d][\w.-]{0,99}$/i;

/** Files in the directory of results, beside the clients' folders. */
const TAKEN: ReadonlySet<string> = new Set([RESULTS_FILE, "index.html"]);

/** An object whose keys are the names of things. @param what one of them is: `client` */
export function named<T>(what: string, check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, place) => {
    if (!isObject(value)) return refuse(place, `an object of names and ${what}s`, value);
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    const checked = entries.map(([name, each]) =>
      under(name, () => {
        if (!NAME.test(name) || name.includes("..") || TAKEN.has(name))
          throw usageError(
            `${place.spelling.value(name)} cannot be the name of a ${what}: it is a part of paths.`,
            `A name has letters, digits, and . _ - after the first; 100 at most, no two dots together, and is not ${[...TAKEN].join(" or ")}.`,
          );
        return [name, check(each, { ...place, option: `${place.option}.${name}` })] as const;
      }),
    );
    return Object.fromEntries(checked);
  };
}

/** A command, or the whole. @param whole for an object */
export function commandOr<T>(command: Check<string>, whole: Check<T>): Check<string | T> {
  return (value, place) => {
    if (typeof value === "string") return command(value, place);
    return isObject(value) ? whole(value, place) : refuse(place, "a command, or an object of options", value);
  };
}

export function list<T>(check: Check<T>): Check<readonly T[]> {
  return (value, place) => {
    if (!Array.isArray(value)) return refuse(place, "an array", value);
    return value.map((each: unknown, i) =>
      under(i, () => check(each, { ...place, option: place.spelling.item(place.option, i) })),
    );
  };
}

/** @param sameAs two of which this is equal would make the same case twice */
export function oneOrMore<T>(
  check: Check<T>,
  sameAs: (value: T, place: Place) => unknown = (value) => value,
): Check<OneOrMore<T>> {
  return (value, place) => {
    if (!Array.isArray(value)) return check(value, place);
    if (value.length === 0) throw usageError(`${place.option} is empty.`, "Leave it out, or name one.");
    const seen = new Set<unknown>();
    return list((each, at) => {
      const checked = check(each, at);
      const sign = sameAs(checked, at);
      if (seen.has(sign))
        throw usageError(`${place.option} has ${at.spelling.value(each)} twice.`, "Name it once.");
      seen.add(sign);
      return checked;
    })(value, place);
  };
}

/** Two options that exclude each other, or one that needs another. */
export function contradicts({ option, spelling }: Place, key: string, says: string): never {
  return under(key, () => {
    throw usageError(`${option}.${key} ${says}.`, seeHelp(spelling));
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
