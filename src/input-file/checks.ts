// What the checks of a file are made of: objects and lists, each aware of the keys that lead to a mistake.

import {
  type Check,
  type Checks,
  type Place,
  type Spelling,
  checkEach,
  refuse,
  seeHelp,
  usageError,
} from "../run/option-checks.ts";
import { under } from "./place.ts";

/** One, or several: each makes a case of its own. */
export type OneOrMore<T> = T | readonly T[];

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

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
