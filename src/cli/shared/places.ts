// Checks the places that will be written to before anything runs, so that no run is lost to a mistyped name, and no foreign
// file is overwritten.

import {
  type Stats,
  accessSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  rmdirSync,
  statSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Failure, failure } from "../../failure.ts";
import { findForeignLink, isTrusted } from "./foreign-links.ts";

/** A file that the user has chosen. */
export interface ChosenFile {
  readonly path: string;
  /** A device or a pipe, which is written to, not replaced. */
  readonly isStream: boolean;
}

/** Throws a Failure if it cannot be written. Links are followed, unless somebody else could have them lead elsewhere. */
export function chooseFile(option: string, file: string): ChosenFile {
  const remedy = `Choose another file with --${option} FILE.`;
  if (file === "") throw failure(2, `--${option} has no file name.`, remedy);
  return attempt(file, remedy, () => {
    refuseForeignLinks(file);
    const there = statSync(file, { throwIfNoEntry: false });
    if (there?.isDirectory()) throw new Error("it is a directory");
    if (there !== undefined && (!there.isFile() || OPEN_FILES.test(file))) {
      accessSync(file, constants.W_OK);
      return { path: file, isStream: true };
    }
    if (there !== undefined) accessSync(file, constants.W_OK);
    const path = there === undefined ? file : realpathSync(file);
    refuseUnwritable(dirname(path));
    return { path, isStream: false };
  });
}

/** Names of files that this process already has open: replacing one would lose what else is written to it. */
const OPEN_FILES = /^\/(dev\/(stdout|stderr|fd\/\d+)$|proc\/)/;

/** A file of ours in a directory that the user has chosen. */
export interface OwnFile {
  readonly name: string;
  /** Text at the beginning of every such file that we have written. */
  readonly mark: string;
}

export interface PreparedDirectory {
  readonly path: string;
  /** Removes the directory if it was made for a run that failed. */
  readonly discard: () => void;
}

/** Makes the directory if there is none. Throws a Failure if one of the files cannot, or must not, be written. */
export function prepareDirectory(
  directory: string,
  files: readonly OwnFile[],
  mayReplace: boolean,
): PreparedDirectory {
  if (directory === "") throw failure(2, "--out has no name.", OTHER_PLACE);
  const isNew = attempt(directory, OTHER_PLACE, () => makeOrTake(directory));
  if (!mayReplace) for (const file of files) refuseForeign(join(directory, file.name), file.mark);
  const discard = (): void => {
    try {
      if (isNew) rmdirSync(directory);
    } catch {
      return; // it is not empty any more
    }
  };
  return { path: directory, discard };
}

export const OTHER_PLACE = "Choose another directory with --out DIR.";

/** Returns true if it had to be made. */
function makeOrTake(directory: string): boolean {
  refuseForeignLinks(directory);
  if (lstatSync(directory, { throwIfNoEntry: false }) === undefined) {
    mkdirSync(directory);
    return true;
  }
  const there = statSync(directory);
  if (!there.isDirectory()) throw new Error("it is not a directory");
  if (!isTrusted(there)) throw new Error("it belongs to another user, who could have it lead elsewhere");
  refuseUnwritable(directory);
  return false;
}

function refuseForeignLinks(path: string): void {
  const link = findForeignLink(path);
  if (link === undefined) return;
  const which = link === resolve(path) ? "it" : link;
  throw new Error(`${which} is a link of another user's, who could have it lead elsewhere`);
}

function refuseUnwritable(directory: string): void {
  accessSync(directory, constants.W_OK | constants.X_OK);
  if (!statSync(directory).isDirectory()) throw new Error(`${directory} is not a directory`);
}

/** Long enough for the mark of each of our files. */
const HEAD_BYTES = 4096;

function refuseForeign(path: string, mark: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined || (there.isFile() && isOurs(path, mark))) return;
  const remedy = "Choose another directory with --out DIR, or add --force to replace it.";
  if (there.isDirectory()) throw failure(2, `Cannot write ${path}: it is a directory.`, OTHER_PLACE);
  throw failure(2, `${path} is there already, and was not made by deadpeer.`, remedy);
}

function isOurs(path: string, mark: string): boolean {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      const length = readSync(fd, head, 0, HEAD_BYTES, 0);
      return length === 0 || head.subarray(0, length).includes(mark);
    } finally {
      closeSync(fd);
    }
  } catch {
    return false; // a file that cannot be read is not replaced
  }
}

/** Throws a Failure if one of the files that are read would be replaced. */
export function refuseInputs(inputs: readonly string[], outputs: readonly string[]): void {
  const identify = (stats: Stats | undefined): string => (stats ? `${stats.dev} ${stats.ino}` : "");
  const read = new Set(inputs.map((path) => identify(statSync(path, { throwIfNoEntry: false }))));
  read.delete("");
  const same = outputs.find((path) => read.has(identify(lstatSync(path, { throwIfNoEntry: false }))));
  if (same !== undefined) throw failure(2, `${same} is read, and would be replaced.`, OTHER_PLACE);
}

/** Throws a Failure if one of the files that are read is in a folder that would be removed. */
export function refuseWithin(inputs: readonly string[], folders: readonly string[]): void {
  const read = inputs.map((path) => realpathSync(path));
  const there = folders.filter((path) => statSync(path, { throwIfNoEntry: false }) !== undefined);
  const removed = there.find((path) => read.some((input) => input.startsWith(`${realpathSync(path)}/`)));
  if (removed !== undefined) throw failure(2, `${removed} is read, and would be replaced.`, OTHER_PLACE);
}

function attempt<T>(place: string, remedy: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    throw cannotWrite(place, error, remedy);
  }
}

function cannotWrite(place: string, error: unknown, remedy: string): Failure {
  return failure(2, `Cannot write to ${place}: ${(error as Error).message}.`, remedy);
}
