// `deadpeer list`: scenarios, faults and moments.

import { sectionNames } from "../book/index.ts";
import { type FaultName, faultNames } from "../fault/index.ts";
import { faults, scenarios } from "../run/catalogue.ts";
import { describeTerminal, wrap } from "../report/terminal.ts";
import { writeLines } from "../report/write.ts";
import { moments } from "../fault/moments.ts";
import { parseCommand } from "./shared/usage.ts";

export const help: string = `
deadpeer list: all scenarios, faults and moments

Usage: deadpeer list

Examples:
  deadpeer list
  deadpeer run 5.12 --fault reset
`;

export async function main(args: readonly string[]): Promise<number> {
  parseCommand("list", args, {}, 0);
  const terminal = describeTerminal(process.stdout, process.env);
  const rows = (title: string, entries: readonly (readonly [string, string])[]): string[] => [
    title,
    ...entries.flatMap(([name, text]) =>
      wrap(text, Math.max(terminal.width - NAME_WIDTH, NAME_WIDTH)).map(
        (line, i) => `  ${(i === 0 ? name : "").padEnd(NAME_WIDTH - 2)}${line}`,
      ),
    ),
  ];
  const lines = [
    ...rows(
      "Scenarios (deadpeer run NAME):",
      sectionNames.map((name) => [name, `${scenarios[name].title}: ${scenarios[name].summary}`]),
    ),
    "",
    ...rows(
      "Faults (deadpeer run --fault NAME):",
      faultNames.map((name) => [asWritten(name), faults[name].summary]),
    ),
    "",
    ...rows(
      "Moments (--fault FAULT@MOMENT, :N for a number of bytes, :/PATTERN/ for what is seen):",
      Object.entries(moments),
    ),
  ];
  writeLines(process.stdout, lines);
  return 0;
}

const NAME_WIDTH = 22;

/** `outage:MS` */
function asWritten(name: FaultName): string {
  const { amount } = faults[name];
  return amount === undefined ? name : `${name}:${amount.letters}`;
}
