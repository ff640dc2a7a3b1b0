// `deadpeer judge`: statements and verdict again, from a saved file, without running anything.

import { describeTerminal } from "../report/terminal.ts";
import { formatCutShort } from "../report/many.ts";
import { formatJudgement } from "../report/text.ts";
import { writeLines } from "../report/write.ts";
import { exitCodeOf } from "../run/exit-code.ts";
import { judgeAgain } from "../run/judge-again.ts";
import type { RunDocument } from "../timeline/record.ts";
import { loadUnjudged } from "./shared/load.ts";
import { renderJson } from "./shared/save.ts";
import { parseCommand, usageError } from "./shared/usage.ts";

export const help: string = `
deadpeer judge: derive statements and verdict again from a saved run

Usage: deadpeer judge FILE [--json]

  --json   print the document with what was derived, as JSON

FILE is a document written by \`deadpeer run --json FILE\`; - is standard input.

Examples:
  deadpeer judge deadpeer-report/run.json
  deadpeer run --json - | deadpeer judge -
`;

export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand("judge", args, { json: { type: "boolean" } }, 1);
  const [file] = positionals;
  if (file === undefined)
    throw usageError("No file to judge.", "For example: `deadpeer judge deadpeer-report/run.json`.");
  const document = judgeAgain(await loadUnjudged(file));
  if (values.json === true) {
    process.stdout.write(renderJson(document));
    writeLines(process.stderr, formatCutShort(document)); // the reason for the exit code
  } else writeLines(process.stdout, formatRuns(document));
  return exitCodeOf(document);
}

function formatRuns(document: RunDocument): string[] {
  const terminal = describeTerminal(process.stdout, process.env);
  const runs = document.runs.flatMap((run) => [...formatJudgement(run, terminal), ""]);
  return [...runs, ...formatCutShort(document)];
}
