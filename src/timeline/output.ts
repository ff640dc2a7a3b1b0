// What a program printed, as text without the escape sequences that control its terminal.

import type { Observation, Role } from "./observation.ts";
import { printedBy } from "./queries.ts";

/** ECMA-48: control sequences, operating system commands, and other sequences of two characters. */
// oxlint-disable-next-line no-control-regex -- control characters are what it is for
const ESCAPES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[ -/]*[0-~]/g;
// oxlint-disable-next-line no-control-regex -- as above
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** readline(3) rewrites its line at each key with a bare carriage return: here each is a line of its own. */
export function plainText(text: string): string {
  return text
    .replace(ESCAPES, "")
    .replace(/\r+\n?/g, "\n")
    .replace(CONTROLS, "");
}

/** Plain text, and where in what was printed each of its characters stood. */
export interface Placed {
  readonly text: string;
  /** How much had been printed when so many characters of the text had. */
  placeOf(end: number): number;
}

/** `plainText`, in one pass over however much it is. */
export function placedText(text: string): Placed {
  const escapes = createReplaced(text, ESCAPES, "");
  const ends = createReplaced(escapes.text, /\r+\n?/g, "\n");
  const controls = createReplaced(ends.text, CONTROLS, "");
  const placeOf = (end: number): number => escapes.at(ends.at(controls.at(end - 1))) + 1;
  return { text: controls.text, placeOf: (end) => (end <= 0 ? 0 : placeOf(end)) };
}

interface Replaced {
  readonly text: string;
  /** Where the character stood. */
  at(i: number): number;
}

function createReplaced(before: string, pattern: RegExp, by: string): Replaced {
  /** What follows each match: where it stands, and where it stood. */
  const [stands, stood] = [[0], [0]];
  let length = 0;
  let from = 0;
  for (const { index, 0: match } of before.matchAll(pattern)) {
    length += index - from;
    if (by !== "") {
      stands.push(length);
      stood.push(index);
      length += by.length;
    }
    from = index + match.length;
    stands.push(length);
    stood.push(from);
  }
  return {
    text: before.replace(pattern, by),
    at(i) {
      const k = lastAtMost(stands, i);
      return (stood[k] ?? 0) + i - (stands[k] ?? 0);
    },
  };
}

/** The last number in the ascending list that is no larger. */
function lastAtMost(numbers: readonly number[], most: number): number {
  let [low, high] = [0, numbers.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) <= most) low = middle;
    else high = middle;
  }
  return low;
}

/** All that the program has printed so far, plain. */
export function outputOf(observations: readonly Observation[], role: Role): string {
  return plainText(
    printedBy(observations, role)
      .map(({ text }) => text)
      .join(""),
  );
}
