// What a program printed, as text: without the escape sequences with which it moves about its terminal.

import type { Observation, Role } from "./observation.ts";
import { printedBy } from "./queries.ts";

/** ECMA-48: control sequences, operating system commands, and other sequences of two characters. */
// oxlint-disable-next-line no-control-regex -- control characters are what it is for
const ESCAPES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[ -/]*[0-~]/g;
// oxlint-disable-next-line no-control-regex -- as above
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** A carriage return by itself begins a line again, as readline(3) does at each key: here that is another line. */
export function plainText(text: string): string {
  return text
    .replace(ESCAPES, "")
    .replace(/\r+\n?/g, "\n")
    .replace(CONTROLS, "");
}

/** All that the program has printed so far, plain. */
export function outputOf(observations: readonly Observation[], role: Role): string {
  return plainText(
    printedBy(observations, role)
      .map(({ text }) => text)
      .join(""),
  );
}
