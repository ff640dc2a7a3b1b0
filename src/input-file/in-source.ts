// Checks what a file contains: whatever is wrong with it is said with its file, and its line where that is known.

import { isFailure } from "../failure.ts";
import { type ConfigSource, withPlace } from "./place.ts";
import { explainLateError } from "./script-errors.ts";

/** A getter of a script is a part of it that runs only now. */
export function inSource<T>(source: ConfigSource, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (isFailure(error)) throw withPlace(error, source);
    throw explainLateError(error, source.file, source.shown) ?? error;
  }
}
