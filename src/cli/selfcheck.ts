// `deadpeer selfcheck`: whether clients of which the truth is known get the verdict that they must get, on this machine.

import { release, type } from "node:os";
import { type Terminal, describeTerminal, paint, wrap } from "../report/terminal.ts";
import { writeJson, writeLines } from "../report/write.ts";
import { requireLinux } from "../run/platform.ts";
import { cases } from "../selfcheck/cases.ts";
import { type CaseResult, checkAll } from "../selfcheck/check.ts";
import { type CaseOutcome, exitCodeOfAll } from "../selfcheck/compare.ts";
import { abortOnSignals } from "./shared/signals.ts";
import { parseCommand } from "./shared/usage.ts";

export const help: string = `
deadpeer selfcheck: whether the verdicts are right on this machine

Usage: deadpeer selfcheck [--json]

Small clients, each wrong in exactly one way or right in its own way, each with
the death that shows it. What is wrong or right with them is known, so each must
get exactly its verdict. It takes about ten seconds.

Exit code 0 if every verdict is right, 1 if one is wrong, 3 if one could not be
observed (\`deadpeer doctor\` says why).

Examples:
  deadpeer selfcheck
`;

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseCommand("selfcheck", args, { json: { type: "boolean" } }, 0);
  requireLinux("deadpeer selfcheck");
  const terminal = describeTerminal(process.stdout, process.env);
  const write = (lines: readonly string[]): void => {
    if (values.json !== true) writeLines(process.stdout, lines);
  };
  const interruption = abortOnSignals(process.stdout);
  write(formatCells(["case", "expected", "observed"], ""));
  try {
    const results = await checkAll(cases, interruption.signal, inOrder(terminal, write));
    write(formatEnd(results));
    if (values.json === true) {
      const system = `${type()} ${release()}, ${process.arch}, Node ${process.version}`;
      writeJson(process.stdout, { system, cases: results });
    }
    return exitCodeOfAll(results.map(({ outcome }) => outcome));
  } catch (error) {
    return interruption.exitCodeFor(error);
  }
}

/** Prints results as they come, in the order of the cases. */
function inOrder(
  terminal: Terminal,
  write: (lines: readonly string[]) => void,
): (result: CaseResult, place: number) => void {
  const waiting = new Map<number, CaseResult>();
  let shown = 0;
  return (result, place) => {
    waiting.set(place, result);
    for (let next = waiting.get(shown); next !== undefined; next = waiting.get(shown)) {
      write(formatCase(next, terminal));
      shown += 1;
    }
  };
}

const NAME_WIDTH = 21;
const CELL_WIDTH = 25;
const colours = { ok: "green", WRONG: "red", unknown: "yellow" } as const satisfies Record<
  CaseOutcome,
  string
>;

function formatCase({ name, words, outcome }: CaseResult, terminal: Terminal): string[] {
  const [expected, observed] = (["expected", "observed"] as const).map((side) =>
    words
      .map((word) => word[side].replace(/^(noticed|reaction)=/, ""))
      .filter((word) => word !== "")
      .join(", "),
  );
  return formatCells([name, expected ?? "", observed ?? ""], paint(terminal, colours[outcome], outcome));
}

/** Three cells, each of as many lines as it needs, and a mark in the first line. */
function formatCells([name, expected, observed]: readonly [string, string, string], mark: string): string[] {
  const left = wrap(expected, CELL_WIDTH);
  const right = wrap(observed, CELL_WIDTH);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) =>
    [
      (i === 0 ? name : "").padEnd(NAME_WIDTH),
      (left[i] ?? "").padEnd(CELL_WIDTH + 1),
      (right[i] ?? "").padEnd(CELL_WIDTH + 1),
      i === 0 ? mark : "",
    ]
      .join("")
      .trimEnd(),
  );
}

function formatEnd(results: readonly CaseResult[]): string[] {
  const count = (outcome: CaseOutcome): number => results.filter((each) => each.outcome === outcome).length;
  const reasons = new Set(results.flatMap(({ why }) => (why === undefined ? [] : [why])));
  const wrong = count("WRONG") > 0 ? [`${count("WRONG")} WRONG: please report it, with --json.`] : [];
  const unknown =
    count("unknown") > 0
      ? [`${count("unknown")} could not be observed (\`deadpeer doctor\` says what this machine lacks):`]
      : [];
  return [
    "",
    `${count("ok")} of ${results.length} verdicts are right.`,
    ...wrong,
    ...unknown,
    ...[...reasons].flatMap((why) => wrap(why, 76).map((line) => `  ${line}`)),
  ];
}
