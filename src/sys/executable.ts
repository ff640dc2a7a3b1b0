// Where a program is that can be executed: a folder of the same name, which may be entered, is none.

import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The folders of $PATH. */
export function foldersOfPath(env: NodeJS.ProcessEnv): readonly string[] {
  return (env["PATH"] ?? "").split(delimiter);
}

/** In the first folder that has it. */
export function findExecutable(name: string, folders: readonly string[]): string | undefined {
  return folders.map((folder) => join(folder, name)).find((path) => isExecutable(path));
}
