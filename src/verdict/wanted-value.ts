// The values that a term can want of a field: those that the verdict can have, as it writes them. Any other would be met by
// no run, and pass for ever behind `!=`.

import { constants } from "node:os";
import { fields, RUNS_ON, type FieldName } from "./fields.ts";

/** A word that is none of those there are. */
export interface UnknownWord extends SyntaxError {
  readonly word: string;
  readonly known: readonly string[];
}

export function unknownWord(message: string, word: string, words: readonly string[]): UnknownWord {
  return Object.assign(new SyntaxError(`${message} ${words.join(", ")}`), { word, known: words });
}

/**
 * As the verdict would write it: `7` for `007`, `SIGABRT` for `SIGIOT`. Throws a SyntaxError for what it can never be.
 *
 * @param isSize it stands behind `<` or `>`, where half of one is a limit as well
 */
export function wantedValue(name: FieldName, value: string, isSize: boolean): string {
  const { values = [], isNumber } = fields[name];
  if (isNumber) return wantedNumber(name, value, isSize);
  if (values.length > 0 && !values.includes(value))
    throw unknownWord(`${name} is never ${value}: it is one of`, value, values);
  return name === "exit" ? wantedExit(value) : value;
}

function wantedNumber(name: FieldName, value: string, isSize: boolean): string {
  if (value === fields[name].word && !isSize) return value;
  if (!/^-?\d+(\.\d+)?$/.test(value)) throw new SyntaxError(`${name} is a number, and ${value} is not`);
  const number = Number(value);
  if (value.startsWith("-")) throw new SyntaxError(`${name} is never below 0: ${value} is`);
  if (fields[name].isCount && !isSize && !Number.isSafeInteger(number))
    throw new SyntaxError(`${name} is a whole number, and ${value} is not`);
  return String(number);
}

/** What a process does by default at these is to stop, to go on, or nothing (signal(7)). */
const ENDS_NOBODY: ReadonlySet<string> = new Set([
  "SIGCHLD",
  "SIGCONT",
  "SIGSTOP",
  "SIGTSTP",
  "SIGTTIN",
  "SIGTTOU",
  "SIGURG",
  "SIGWINCH",
]);

function wantedExit(value: string): string {
  if (value === RUNS_ON) return value;
  if (/^\d{1,3}$/.test(value) && Number(value) <= 255) return String(Number(value));
  const number = new Map<string, number>(Object.entries(constants.signals)).get(value);
  if (number === undefined)
    throw new SyntaxError(
      `${value} is not an exit: it is an exit code from 0 to 255, a signal's name, or ${RUNS_ON}`,
    );
  if (ENDS_NOBODY.has(value))
    throw new SyntaxError(`${value} is not an exit: it ends no process (signal(7))`);
  const [first = value] = Object.entries(constants.signals).find((each) => each[1] === number) ?? [];
  return first; // other names of the same come later: SIGIOT
}
