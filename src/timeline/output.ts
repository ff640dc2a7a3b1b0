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

/** All that the program has printed so far, plain. */
export function outputOf(observations: readonly Observation[], role: Role): string {
  return plainText(
    printedBy(observations, role)
      .map(({ text }) => text)
      .join(""),
  );
}
