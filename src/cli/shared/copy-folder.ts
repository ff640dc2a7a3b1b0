// Copies folders into a directory that the user has chosen. Their content and their names come from elsewhere: links are
// not followed, and nothing outside of that directory is written or removed.

import {
  type Dirent,
  type Stats,
  closeSync,
  constants,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { failure } from "../../failure.ts";
import { OTHER_PLACE } from "./places.ts";

/** Whether a folder is there: a directory that is reached through no link. @param folder a path below `directory` */
export function hasFolder(directory: string, folder: string): boolean {
  return stepsTo(directory, folder).every((path) => look(path)?.isDirectory() === true);
}

/**
 * Makes room for folders in `directory`: those of an earlier time are removed. Throws a Failure (2), before it removes
 * anything, if one of the others is there already.
 *
 * @param mayReplace files in a folder that is there already
 */
export function makeRoom(
  directory: string,
  folders: readonly string[],
  earlier: readonly string[],
  mayReplace: boolean,
): void {
  const ours = new Set(earlier.filter((folder) => hasFolder(directory, folder)));
  for (const folder of folders) if (!ours.has(folder)) refuseTaken(directory, folder, mayReplace);
  const wanted = new Set(folders);
  // ext4 takes long to make thousands of directories where as many were removed a moment ago.
  for (const folder of ours)
    for (const path of wanted.has(folder) ? entriesOf(join(directory, folder)) : [join(directory, folder)])
      attempt(path, () => rmSync(path, { recursive: true, force: true }));
}

function entriesOf(path: string): string[] {
  return attempt(path, () => readdirSync(path)).map((name) => join(path, name));
}

function refuseTaken(directory: string, folder: string, mayReplace: boolean): void {
  const steps = stepsTo(directory, folder);
  const wrong = steps.find((path) => look(path)?.isDirectory() === false);
  if (wrong !== undefined) throw failure(2, `Cannot write to ${wrong}: it is not a directory.`, OTHER_PLACE);
  const path = join(directory, folder);
  if (mayReplace || look(path) === undefined) return;
  throw failure(
    2,
    `${path} is there already, and was not made by deadpeer.`,
    "Choose another directory with --out DIR, or add --force to replace files in it.",
  );
}

/** Each directory on the way: `psql`, `psql/kill@idle`. */
function stepsTo(directory: string, folder: string): string[] {
  const parts = folder.split("/");
  return parts.map((_, i) => join(directory, ...parts.slice(0, i + 1)));
}

function look(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** Copies files and directories. Throws a Failure (2) for anything else in it, and for what cannot be read or written. */
export function copyFolder(source: string, target: string): void {
  attempt(target, () => mkdirSync(target, { recursive: true }));
  for (const entry of attempt(source, () => readdirSync(source, { withFileTypes: true }))) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) copyFolder(from, to);
    else copyFile(entry, from, to);
  }
}

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

function copyFile(entry: Dirent, from: string, to: string): void {
  if (!entry.isFile())
    throw failure(2, `${from} is neither a file nor a directory, and is not copied.`, "Remove it.");
  attempt(to, () => rmSync(to, { force: true }));
  if (linkOwn(from, to)) return;
  const content = attempt(from, () => readNoLink(from));
  attempt(to, () => writeFileSync(to, content, { flag: "wx" }));
}

/**
 * A second name for a file of our own, where the file system allows it: ten thousand pages are a gigabyte. Files are
 * replaced, never changed (write-file.ts), so that nothing that is done to one shows in the other.
 */
function linkOwn(from: string, to: string): boolean {
  try {
    if (lstatSync(from).uid !== process.geteuid?.()) return false;
    linkSync(from, to);
    return true;
  } catch {
    return false; // another file system, too many links: then it is copied, or that says what is wrong
  }
}

function readNoLink(path: string): Buffer {
  const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw failure(2, `Cannot copy ${path}: ${(error as Error).message}.`, OTHER_PLACE);
  }
}
