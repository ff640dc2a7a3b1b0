// What came of a count that is no number, in words: which command, how it ended, and the first line that it printed.

import type { CountedFact } from "./talk-facts.ts";
import { formatEnd } from "./units.ts";

/** `--count printed no number: \`exit 1\` ended with exit code 1, and printed nothing` */
export function countInWords({
  command,
  text,
  exitCode,
  signal,
}: Omit<CountedFact, "kind" | "phase">): string {
  const isOver = exitCode !== undefined || signal !== undefined;
  const end = { ...(exitCode !== undefined && { exitCode }), ...(signal !== undefined && { signal }) };
  const how = isOver ? `ended with ${formatEnd(end)}` : "was not seen to end";
  const [line = ""] = text.split("\n");
  return `--count printed no number: \`${command}\` ${how}, and printed ${line === "" ? "nothing" : `\`${line}\``}`;
}
