// The only function that writes lines to a terminal.

import type { Writable } from "node:stream";
import { printable } from "./sanitize.ts";

export function writeLines(output: Writable, lines: readonly string[]): void {
  if (lines.length > 0) output.write(`${lines.map(printable).join("\n")}\n`);
}
