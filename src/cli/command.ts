// Picks the subcommand.

import { type Failure, failure } from "../failure.ts";
import type { CommandModule } from "./shared/command.ts";
import { BROKEN_PIPE } from "../sys/signal.ts";
import { help } from "./help.ts";
import { CANNOT_PRINT, printFailure } from "./shared/print-failure.ts";
import { didYouMean, usageError } from "./shared/usage.ts";

/** Loaded on demand: the echo client should not wait for everything else to load. */
const commands: Readonly<Record<string, () => Promise<CommandModule>>> = {
  run: () => import("./run/run.ts"),
  lab: () => import("./lab/lab.ts"),
  drain: () => import("./drain/drain.ts"),
  idle: () => import("./idle/idle.ts"),
  inflict: () => import("./inflict.ts"),
  inspect: () => import("./inspect.ts"),
  serve: () => import("./serve.ts"),
  connect: () => import("./connect.ts"),
  init: () => import("./init.ts"),
  judge: () => import("./judge.ts"),
  report: () => import("./report.ts"),
  list: () => import("./list.ts"),
  doctor: () => import("./doctor.ts"),
  selfcheck: () => import("./selfcheck.ts"),
  through: () => import("./through/through.ts"),
  test: () => import("./test/test.ts"),
  tolerance: () => import("./tolerance/tolerance.ts"),
};

/** Returns the exit code. */
export async function main([name, ...args]: readonly string[]): Promise<number> {
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
  return failure(
    CANNOT_PRINT,
    `Cannot write to standard output: ${message}.`,
    "Redirect it to where there is room.",
  );
}
