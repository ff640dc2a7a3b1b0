// Where the checks of a configuration begin, and the names in it that become parts of ids and of paths.

import { isObject } from "../input-file/checks.ts";
import { under } from "../input-file/place.ts";
import { type Check, type Place, type Spelling, asObject, refuse, usageError } from "../run/option-checks.ts";
import { RESULTS_FILE } from "./results.ts";

const inConfig: Spelling = { ...asObject, help: "docs/test.md" };

/** The outermost place. */
export const top: Place = { option: "the configuration", spelling: inConfig };

/** Letters, digits and `._-`: a name is a part of ids and of paths. */
const NAME = /^[a-z\d][\w.-]{0,99}$/i;

/** Files in the directory of results, beside the clients' folders. */
const TAKEN: ReadonlySet<string> = new Set([RESULTS_FILE, "index.html"]);

/**
 * An object whose keys are the names of things. @param what one of them is: `client` @param taken names of something else
 */
export function named<T>(
  what: string,
  check: Check<T>,
  several: string = `${what}s`,
  taken: readonly string[] = [],
): Check<Readonly<Record<string, T>>> {
  const reserved = new Set([...TAKEN, ...taken]);
  return (value, place) => {
    if (!isObject(value)) return refuse(place, `an object of names and ${several}`, value);
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    const checked = entries.map(([name, each]) =>
      under(name, () => {
        if (!NAME.test(name) || name.includes("..") || reserved.has(name))
          throw usageError(
            `${place.spelling.value(name)} cannot be the name of a ${what}: it is a part of paths.`,
            `A name has letters, digits, and . _ - after the first; 100 at most, no two dots together, and is not ${[...reserved].join(" or ")}.`,
          );
        return [name, check(each, { ...place, option: `${place.option}.${name}` })] as const;
      }),
    );
    return Object.fromEntries(checked);
  };
}
