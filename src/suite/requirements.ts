// Whether what a case needs is installed.

import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The first program that is missing; undefined when none is. */
export function findMissing(programs: readonly string[]): string | undefined {
  return programs.find((program) => !isInstalled(program));
}

/** A name is looked up in $PATH, as a shell does; a path is not. */
function isInstalled(program: string): boolean {
  if (program.includes("/")) return isExecutable(program);
  const path = process.env["PATH"] ?? "";
  return path.split(delimiter).some((folder) => isExecutable(join(folder, program)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
