// `deadpeer doctor`: what this machine can do.

import { release, type } from "node:os";
import { describeTerminal, paint, wrap } from "../report/terminal.ts";
import { writeJson, writeLines } from "../report/write.ts";
import { type Ability, missing } from "../doctor/ability.ts";
import { type Container, findContainer } from "../doctor/container.ts";
import { examineMachine } from "../doctor/examine.ts";
import { fix } from "./doctor-fix.ts";
import { parseCommand, usageError } from "./shared/usage.ts";

export const help: string = `
deadpeer doctor: what this machine can do, and how to fix what it cannot

Usage: deadpeer doctor [--json]
       deadpeer doctor --fix [--undo] [--yes]

Each ability is tried, not looked up. Exit code 0 if all of them work, else 3.

  --fix   where AppArmor lets no ordinary program make a user namespace (Ubuntu
          23.10 and later): print what would allow it to one copy of unshare(1)
          that only you can start. Exit code 0 if there is nothing to fix
  --undo  the same, to undo it
  --yes   do it (takes root: sudo)

Examples:
  deadpeer doctor
  deadpeer doctor --fix
`;

const options = {
  json: { type: "boolean" },
  fix: { type: "boolean" },
  undo: { type: "boolean" },
  yes: { type: "boolean" },
} as const;

const NAME_WIDTH = 17;
const NEXT = "`deadpeer selfcheck` checks that the verdicts are right on this machine.";

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseCommand("doctor", args, options, 0);
  if (values.fix === true) {
    if (values.json === true) throw usageError("--fix and --json do not go together.", "Leave one out.");
    return fix({ isMeant: values.yes === true, undo: values.undo === true });
  }
  if (values.undo === true || values.yes === true)
    throw usageError(`--${values.undo === true ? "undo" : "yes"} is only for --fix.`, "Add --fix.");
  const system = `${type()} ${release()}, ${process.arch}, Node ${process.version}`;
  const abilities = process.platform === "linux" ? await examineMachine() : [notLinux()];
  const advice = adviseInContainer(abilities, findContainer(process.env));
  if (values.json === true) writeJson(process.stdout, { system, abilities });
  else writeLines(process.stdout, [system, "", ...formatAbilities(abilities), ...advice, "", NEXT]);
  return abilities.every(({ works }) => works) ? 0 : 3;
}

/** What the container must be started with, where namespaces are refused in it. */
export function adviseInContainer(abilities: readonly Ability[], container: Container | undefined): string[] {
  const isRefused = abilities.some(
    ({ name, works }) => !works && (name === "private network" || name === "clean ending"),
  );
  if (container === undefined || !isRefused) return [];
  return ["", `This is a container (${container.engine}). Start it with:`, `  ${container.line}`];
}

function notLinux(): Ability {
  return missing("Linux", `this is ${process.platform}`);
}

function formatAbilities(abilities: readonly Ability[]): string[] {
  const terminal = describeTerminal(process.stdout, process.env);
  return abilities.flatMap(({ name, works, how, remedy }) => {
    const mark = works ? paint(terminal, "green", "yes") : paint(terminal, "red", "no ");
    const text = remedy === undefined ? how : `${how}. ${remedy}`;
    const margin = " ".repeat(NAME_WIDTH + 5);
    const lines = wrap(text, Math.max(20, terminal.width - margin.length));
    return lines.map((line, i) => (i === 0 ? `${name.padEnd(NAME_WIDTH)}${mark}  ${line}` : margin + line));
  });
}
