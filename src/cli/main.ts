#!/usr/bin/env node
// The command's beginning: what goes wrong from here on, also while the rest is loaded, is one sentence with a remedy. It is
// bundled into one file of its own: what it imports statically would have to be opened before anything can be caught.

import { printFailure } from "./shared/print-failure.ts";

// Whatever is thrown where nobody catches it: 1 would mean that an expectation failed. What still runs is ended at the exit.
process.on("uncaughtException", (error) => process.exit(printFailure(error)));
void begin(process.argv.slice(2));

async function begin(args: readonly string[]): Promise<void> {
  try {
    const code = await (willRun(args) ? mainPrepared(args) : mainOf(args));
    process.exitCode ??= code;
  } catch (error) {
    process.exit(process.exitCode ?? printFailure(error)); // whatever is still under way
  }
}

async function mainOf(args: readonly string[]): Promise<number> {
  const { main } = await import("./command.ts");
  return await main(args);
}

async function mainPrepared(args: readonly string[]): Promise<number> {
  const { prepareProcess, discardPrepared } = await import("../run/inside-process.ts");
  prepareProcess(args[0] === "lab");
  try {
    return await mainOf(args);
  } finally {
    await discardPrepared();
  }
}

/** Most experiments have a private network: its first process starts while the command is loaded. */
function willRun([command, ...args]: readonly string[]): boolean {
  return (
    (command === "run" || command === "lab") &&
    !args.some((argument) => /^(-h|--help|--network.*)$/.test(argument))
  );
}
