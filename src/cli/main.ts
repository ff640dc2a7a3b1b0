#!/usr/bin/env node
// The command: picks the subcommand, sets the exit code, prints errors as one sentence with a remedy.

import { type Failure, asFailure, failure } from "../failure.ts";
import type { CommandModule } from "./shared/command.ts";
import { BROKEN_PIPE } from "../sys/signal.ts";
import { sanitize } from "../report/sanitize.ts";
import { writeLines } from "../report/write.ts";
import { help } from "./help.ts";
import { didYouMean, usageError } from "./shared/usage.ts";

/** Loaded on demand: the echo client should not wait for everything else to load. */
const commands: Readonly<Record<string, () => Promise<CommandModule>>> = {
  run: () => import("./run/run.ts"),
  inflict: () => import("./inflict.ts"),
  serve: () => import("./serve.ts"),
  connect: () => import("./connect.ts"),
  init: () => import("./init.ts"),
  judge: () => import("./judge.ts"),
  report: () => import("./report.ts"),
  list: () => import("./list.ts"),
  doctor: () => import("./doctor.ts"),
  selfcheck: () => import("./selfcheck.ts"),
  test: () => import("./test/test.ts"),
};

/** An error may quote what a program printed. */
const MESSAGE_LIMIT = 1000;

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === "help" || name === "--help" || name === "-h") return print(help);
  if (name === "--version" || name === "version") return print((await import("../run/run.ts")).toolVersion());
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    throw usageError(
      `Unknown command ${name || '""'}.`,
      didYouMean(name, Object.keys(commands), "`deadpeer --help`"),
    );
  }
  const command = await load();
  // Accessing process.stdout makes a pipe non-blocking for everybody who shares it. The echo client writes without it.
  if (name !== "connect") expectFailingOutput();
  if (args.includes("--help") || args.includes("-h")) return print(command.help);
  return await command.main(args);
}

function print(text: string): number {
  process.stdout.write(`${text.trim()}\n`);
  return 0;
}

function printFailure(error: unknown): number {
  process.stderr.on("error", () => undefined); // there is no one to report it to
  const { message, remedy, exitCode, stack } = asFailure(error);
  writeLines(process.stderr, [
    `deadpeer: ${sanitize(message, MESSAGE_LIMIT)}`,
    ...remedy.split("\n").map((line) => `  ${line}`),
    ...(process.env["DEADPEER_DEBUG"] ? (stack ?? "").split("\n") : []),
  ]);
  return exitCode;
}

/** A reader that has gone away (`| head -1`) is not an error; a full disk is one, but does not end the run. */
function expectFailingOutput(): void {
  let isReported = false; // the error comes with each line
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exitCode = BROKEN_PIPE;
    else if (!isReported) process.exitCode = printFailure(cannotPrint(error));
    isReported = true;
  });
}

function cannotPrint({ message }: Error): Failure {
  return failure(2, `Cannot write to standard output: ${message}.`, "Redirect it to where there is room.");
}

// Whatever is thrown where nobody catches it: 1 would mean that an expectation failed. What still runs is ended at the exit.
process.on("uncaughtException", (error) => process.exit(printFailure(error)));
try {
  const code = await main(process.argv.slice(2));
  process.exitCode ??= code;
} catch (error) {
  process.exit(process.exitCode ?? printFailure(error)); // whatever is still under way
}
