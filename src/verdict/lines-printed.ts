// What a program printed, line by line, so that it can be compared with what it prints another time.

import type { Observation, Observed } from "../timeline/observation.ts";
import { after, printedBy } from "../timeline/queries.ts";
import type { ControlRecord } from "../timeline/record.ts";
import { plainText } from "../timeline/output.ts";

export interface PrintedLine {
  readonly atNs: number;
  /** As far as it had come, without escape sequences. */
  readonly text: string;
  /** The same with every number as `#`, to be compared with what it prints another time. */
  readonly line: string;
}

/** A line each time something is added to it: a prompt has no end. */
export function linesOf(printed: readonly Observed<"printed">[]): PrintedLine[] {
  let begun = "";
  return printed.flatMap(({ text, atNs }) => {
    const pieces = text.split(/[\r\n]+/);
    return pieces.flatMap((piece, i) => {
      begun = i === 0 ? begun + piece : piece;
      const shown = plainText(begun).trim();
      return shown === "" || piece === "" ? [] : [{ atNs, text: shown, line: shown.replace(/\d+/g, "#") }];
    });
  });
}

/** What the client printed after `sinceNs` and never in its control run. */
export function newLines(
  observations: readonly Observation[],
  sinceNs: number,
  control: ControlRecord | undefined,
): PrintedLine[] {
  const lines = linesOf(after(printedBy(observations, "client"), sinceNs));
  if (control === undefined) return lines;
  const usual = control.lines.join("\n");
  const echoes = new Set(control.lines.map((line) => PROMPT.exec(line)?.[2]));
  return lines
    .filter(({ line }) => !usual.includes(line))
    .map((each) => withoutEcho(each, echoes))
    .map((each) => ({ ...each, text: withoutPrompt(each.text, control.lines) }));
}

/** As most prompts look. */
const PROMPT = /^(.*?[>#$%]) (.+)$/;

/** What is typed is drawn behind another prompt than usual: only the prompt is news. */
function withoutEcho(each: PrintedLine, usual: ReadonlySet<string | undefined>): PrintedLine {
  const echo = PROMPT.exec(each.line)?.[2];
  const isEcho = echo !== undefined && [...usual].some((other) => other?.startsWith(echo));
  return isEcho ? { ...each, text: PROMPT.exec(each.text)?.[1] ?? each.text } : each;
}

/** What is printed behind a prompt is the news, and not the prompt. */
function withoutPrompt(text: string, usual: readonly string[]): string {
  const prompts = usual
    .filter((line) => startOf(line).test(text))
    .sort((one, other) => other.length - one.length);
  const [prompt] = prompts;
  return prompt === undefined ? text : text.replace(startOf(prompt), "").trim();
}

function startOf(line: string): RegExp {
  const escaped = line.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replace(/#/g, String.raw`(?:\d+|#)`)}`);
}
