// Runs told as text, on terminals of all kinds, and the golden texts they are compared with.

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { formatCount, formatStatements, formatVerdict } from "../../src/report/statements.ts";
import { createStory } from "../../src/report/story.ts";
import { type Terminal, wrap } from "../../src/report/terminal.ts";
import type { RunRecord } from "../../src/timeline/record.ts";
import { goldenPath } from "./golden.ts";

export function terminalOf(width: number, other: Partial<Terminal> = {}): Terminal {
  return { width, colour: false, unicode: false, ...other };
}

export function formatStory({ observations }: RunRecord, terminal: Terminal): string[] {
  const story = createStory(terminal);
  return [...observations.flatMap((observation) => story.tell(observation)), ...story.end()];
}

/** What stands below the story: statements and verdict. */
export function tellJudgement(run: RunRecord, terminal: Terminal): string[] {
  return [
    ...wrap(formatCount(run.statements), terminal.width),
    "",
    ...formatStatements(run.statements, terminal),
    "",
    ...formatVerdict(run, terminal),
  ];
}

// oxlint-disable-next-line no-control-regex -- it is what is to be taken out
const STYLE = /\u001b\[[\d;]*m/g;

export function withoutStyle(line: string): string {
  return line.replace(STYLE, "");
}

/** Compares with a file of test/golden; UPDATE_GOLDEN=1 writes it instead. Read what you have written. */
export function matchesGolden(file: string, lines: readonly string[]): void {
  const path = goldenPath(file);
  const text = `${lines.join("\n")}\n`;
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(path, text);
  const hint = `${file} is not as it was; UPDATE_GOLDEN=1 node test/run.js unit/report writes it anew`;
  assert.ok(existsSync(path), hint);
  assert.equal(text, readFileSync(path, "utf8"), hint);
}
