// The only functions that write to a terminal what others may have written.

import type { Writable } from "node:stream";
import { printable, toJson } from "./sanitize.ts";

export function writeLines(output: Writable, lines: readonly string[]): void {
  if (lines.length > 0) output.write(`${lines.map(printable).join("\n")}\n`);
}

/** A value as a line of JSON, with everything escaped that a terminal or a runner would obey. */
export function writeJson(output: Writable, value: unknown): void {
  output.write(`${toJson(value)}\n`);
}
