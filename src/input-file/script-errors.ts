// What a configuration that is a program throws, as one sentence with its file and line.

import { dirname, join, relative } from "node:path";
import type { Failure } from "../failure.ts";
import { failureAt } from "./place.ts";

/** The loader's error has a second line ` FILE:LINE:COLUMN` for a mistake in the syntax. */
const SYNTAX = /^(?:ParseError: )?(?<message>.*?)\s*\n (?<at>\/.*):(?<line>\d+):\d+$/s;

/** Whatever a configuration threw, with its file and line. */
export function failureOf(error: unknown, file: string, shown: string): Failure {
  const { message, stack = "" } =
    error instanceof Error ? error : new Error("it throws something that is not an error");
  const { message: mistake, at, line } = SYNTAX.exec(message)?.groups ?? {};
  if (mistake !== undefined && line !== undefined)
    return failureAt(beside(shown, file, at ?? file), Number(line), mistake, "Correct it there.");
  const [, thrownAt] = stack.split(`${file}:`)[1]?.match(/^(\d+)/) ?? [];
  const [first = ""] = message.split("\n");
  const says = first === "" ? "it throws an error without a message" : first;
  return failureAt(shown, thrownAt === undefined ? undefined : Number(thrownAt), says, "Correct it there.");
}

/** What a configuration throws after it was read, in a timer or a promise; undefined for an error that is not its own. */
export function explainLateError(error: unknown, file: string, shown: string): Failure | undefined {
  const isOwn = error instanceof Error ? (error.stack ?? "").includes(`${file}:`) : true;
  return isOwn ? failureOf(error, file, shown) : undefined;
}

/** A file that the configuration imports, shown in the same way. */
function beside(shown: string, file: string, other: string): string {
  return join(dirname(shown), relative(dirname(file), other));
}
