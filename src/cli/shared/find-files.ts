// Finds files by their name in a directory and below it. Links to directories are not followed.

import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { failure } from "../../failure.ts";

/** A file, or a directory. */
export interface Place {
  readonly path: string;
  /** The same for the same place, however it was reached. */
  readonly identity: string;
}

export interface Found {
  /** In the order of their paths. */
  readonly files: readonly Place[];
  /** The sub-directory that was left out, if it is there and has such a file. */
  readonly leftOut?: string;
}

/** Throws a Failure (2) for what is not a directory, or cannot be read. @param except a sub-directory to leave out */
export function findFiles(directory: string, name: string, except: string): Found {
  const excluded = statSync(except, { throwIfNoEntry: false });
  const isExcluded = (path: string): boolean =>
    excluded !== undefined && path !== directory && placeOf(path).identity === identify(excluded);
  const files: Place[] = [];
  let leftOut: string | undefined;
  const look = (path: string): void => {
    const entries = list(path);
    const isHere = entries.some((entry) => entry.name === name && entry.isFile());
    if (isExcluded(path)) {
      if (isHere) leftOut = path;
      return;
    }
    if (isHere) files.push(placeOf(join(path, name)));
    for (const entry of entries) if (entry.isDirectory()) look(join(path, entry.name));
  };
  look(directory);
  return { files, ...(leftOut !== undefined && { leftOut }) };
}

function placeOf(path: string): Place {
  return { path, identity: identify(statSync(path)) };
}

function identify({ dev, ino }: { readonly dev: number; readonly ino: number }): string {
  return `${dev} ${ino}`;
}

function list(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw failure(
      2,
      `Cannot read ${path}: ${(error as Error).message}.`,
      "Check its name and its permissions.",
    );
  }
}
