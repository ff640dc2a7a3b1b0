// Prints an error as one sentence with a remedy.

import { asFailure } from "../../failure.ts";
import { sanitize } from "../../report/sanitize.ts";
import { writeLines } from "../../report/write.ts";

/** An error may quote what a program printed. */
const MESSAGE_LIMIT = 1000;

/** The exit code where standard output is full. */
export const CANNOT_PRINT = 2;

/** Returns the exit code that goes with it. */
export function printFailure(error: unknown): number {
  process.stderr.on("error", () => undefined); // there is no one to report it to
  const { message, remedy, exitCode, stack } = asFailure(error);
  writeLines(process.stderr, [
    `deadpeer: ${sanitize(message, MESSAGE_LIMIT)}`,
    ...remedy.split("\n").map((line) => `  ${line}`),
    ...(process.env["DEADPEER_DEBUG"] ? (stack ?? "").split("\n") : []),
  ]);
  return exitCode;
}
