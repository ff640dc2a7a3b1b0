// `deadpeer through`: what a proxy between client and server makes of each ending.

import { describeTerminal } from "../../report/terminal.ts";
import { writeJson, writeLines } from "../../report/write.ts";
import { type Through, throughProxy } from "../../run/measure-through.ts";
import { requireLinux } from "../../run/platform.ts";
import { abortOnSignals } from "../shared/signals.ts";
import { type Checked, checkWanted, exitCodeOf } from "./expectations.ts";
import { formatThrough } from "./format.ts";
import { type ThroughCommand, readArguments } from "./options.ts";

export { help } from "./help.ts";

export async function main(args: readonly string[]): Promise<number> {
  requireLinux("deadpeer through");
  const interruption = abortOnSignals(process.stdout);
  const command = readArguments(args, interruption.signal, showProgress);
  const terminal = describeTerminal(process.stdout, process.env);
  try {
    const all = await throughProxy(command.request);
    const checked = checkWanted(all, command.wanted);
    if (command.json) writeJson(process.stdout, asJson(all, command, checked));
    else writeLines(process.stdout, formatThrough(all, command, checked, terminal));
    return exitCodeOf(all, checked);
  } catch (error) {
    return interruption.exitCodeFor(error);
  }
}

/** All endings take some seconds each: whoever looks at it sees that it goes on. */
function showProgress({ ending, passage }: Through): void {
  if (process.stderr.isTTY) writeLines(process.stderr, [`${ending}: ${passage.word}`]);
}

function asJson(all: readonly Through[], { commands }: ThroughCommand, checked: readonly Checked[]): object {
  return {
    commands,
    endings: all.map(({ ending, passage, proxyEnded, direct, through }) => ({
      ending,
      ...passage,
      ...(proxyEnded !== undefined && { proxyEnded }),
      ...(direct && { withoutProxy: direct.verdict }),
      ...(through && { throughProxy: through.verdict }),
    })),
    expectations: checked,
  };
}
