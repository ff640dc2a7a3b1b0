// Whether what a case needs is installed.

import { findExecutable, foldersOfPath, isExecutable } from "../sys/executable.ts";

/** The first program that is missing; undefined when none is. */
export function findMissing(programs: readonly string[]): string | undefined {
  return programs.find((program) => !isInstalled(program));
}

/** A name is looked up in $PATH, as a shell does; a path is not. */
function isInstalled(program: string): boolean {
  if (program.includes("/")) return isExecutable(program);
  return findExecutable(program, foldersOfPath(process.env)) !== undefined;
}
