// Where something stands in a configuration: the keys that lead to it, and the line in its file. An error found deep in the
// configuration is given its keys on the way up.

import { type Failure, failure, isFailure } from "../failure.ts";

/** Keys and indices, from the outermost: `clients`, `psql`, `exchange`, 0. */
export type KeyPath = readonly (string | number)[];

/** The file of a configuration, for what is said about it. */
export interface ConfigSource {
  /** Absolute. */
  readonly file: string;
  /** As it is shown: relative to the working directory. */
  readonly shown: string;
  /** The line of a key or an element, from 1; undefined where it is not found without doubt. */
  readonly lineOf: (path: KeyPath) => number | undefined;
}

/** What a file contains, unchecked, and where in it things are. */
export interface ReadConfig {
  readonly given: unknown;
  readonly lineOf: ConfigSource["lineOf"];
}

const paths = new WeakMap<Failure, KeyPath>();

/** Does something with the value of a key. A Failure of it is then known to be under that key. */
export function under<T>(key: string | number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (isFailure(error)) paths.set(error, [key, ...(paths.get(error) ?? [])]);
    throw error;
  }
}

/** The Failure with its file, and its line where that is known. */
export function withPlace(error: Failure, { shown, lineOf }: ConfigSource): Failure {
  const path = paths.get(error) ?? [];
  const line = path.length === 0 ? undefined : lineOf(path);
  return failureAt(shown, line, error.message, error.remedy);
}

/** `deadpeer.config.ts:12: clients.psql has no option comand.` */
export function failureAt(shown: string, line: number | undefined, message: string, remedy: string): Failure {
  const place = line === undefined ? shown : `${shown}:${line}`;
  const sentence = message.replaceAll(/\s+/g, " ").trim();
  return failure(2, `${place}: ${sentence}${/[.?!]$/.test(sentence) ? "" : "."}`, remedy);
}
