#!/usr/bin/env node
// The command's beginning: what goes wrong from here on, also while the rest is loaded, is one sentence with a remedy. It is
// bundled into one file of its own: what it imports statically would have to be opened before anything can be caught.

import { printFailure } from "./shared/print-failure.ts";

// Whatever is thrown where nobody catches it: 1 would mean that an expectation failed. What still runs is ended at the exit.
process.on("uncaughtException", (error) => process.exit(printFailure(error)));
void begin(process.argv.slice(2));

async function begin(args: readonly string[]): Promise<void> {
  let discard = (): Promise<void> => Promise.resolve();
  try {
    if (willRun(args)) discard = await prepare();
    const { main } = await import("./command.ts");
    const code = await main(args);
    await discard();
    process.exitCode ??= code;
  } catch (error) {
    const code = process.exitCode ?? printFailure(error);
    await discard();
    process.exit(code); // whatever is still under way
  }
}

/** Returns what ends the process if there was no use for it: nothing is left when the command ends. */
async function prepare(): Promise<() => Promise<void>> {
  const { prepareProcess, discardPrepared } = await import("../run/inside-process.ts");
  prepareProcess();
  return discardPrepared;
}

/** Most experiments have a private network: its first process starts while the command is loaded. */
function willRun([command, ...args]: readonly string[]): boolean {
  return command === "run" && !args.some((argument) => /^(-h|--help|--network.*)$/.test(argument));
}
