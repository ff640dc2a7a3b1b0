// `deadpeer judge`: statements and verdict again, from a saved file, without running anything.

import { readFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import { formatExpectations } from "../report/expectations.ts";
import { formatCount, formatStatements, formatVerdict } from "../report/statements.ts";
import { type Terminal, describeTerminal, paint } from "../report/terminal.ts";
import { failure } from "../scenario/failure.ts";
import { judge } from "../scenario/judge.ts";
import { scenarios } from "../scenario/scenarios.ts";
import type { ScenarioName } from "../scenario/spec.ts";
import { readDocument } from "../timeline/document.ts";
import type { RunDocument, RunRecord } from "../timeline/record.ts";
import { exitCodeOf } from "./exit-code.ts";
import { parseCommand, usageError } from "./usage.ts";

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
  const { values, positionals } = parseCommand(
    "judge",
    args,
    { json: { type: "boolean", default: false } },
    1,
  );
  const [file] = positionals;
  if (file === undefined)
    throw usageError("No file to judge.", "For example `deadpeer judge deadpeer-report/run.json`.");
  const document = judgeAgain(await load(file));
  if (values["json"] === true) process.stdout.write(`${JSON.stringify(document)}\n`);
  else process.stdout.write(`${describe(document).join("\n")}\n`);
  return exitCodeOf(document);
}

async function load(file: string): Promise<RunDocument> {
  const read = readDocument(await readText(file), [...Object.keys(scenarios), "all"]);
  if ("problem" in read) throw failure(2, `${file} ${read.problem}.`, read.remedy);
  return read.document;
}

async function readText(file: string): Promise<string> {
  try {
    return file === "-" ? await readAll(process.stdin) : await readFile(file, "utf8");
  } catch (error) {
    throw failure(
      2,
      `Cannot read ${file}: ${(error as Error).message}.`,
      "Check its name, and that you may read it.",
    );
  }
}

/** The same observations, judged by this version's rules. */
export function judgeAgain(document: RunDocument): RunDocument {
  const runs = document.runs.map((run) => {
    const expected = (run.expectations ?? []).map((each) => each.expected).join();
    return { ...run, ...judge((run.scenario ?? document.scenario) as ScenarioName, run, expected) };
  });
  return { ...document, runs };
}

function describe({ runs }: RunDocument): string[] {
  const terminal = describeTerminal(process.stdout, process.env);
  return runs.flatMap((run) => [
    ...describeStatements(run, terminal),
    ...formatVerdict(run, terminal),
    ...formatExpectations(run, terminal),
    "",
  ]);
}

function describeStatements({ title, statements }: RunRecord, terminal: Terminal): string[] {
  if (statements.length === 0) return [];
  const heading = paint(terminal, "bold", `${title}: ${formatCount(statements)}`);
  return [heading, "", ...formatStatements(statements, terminal), ""];
}
