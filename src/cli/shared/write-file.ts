// Files are written under another name and then renamed, so a reader finds the old file or the new one, each complete.

import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fchmodSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

const { O_APPEND, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;

/** A link is replaced, not followed. Throws the system's error, and then leaves nothing behind. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const temporary = join(dirname(path), `.deadpeer-${randomBytes(6).toString("hex")}.tmp`);
  const fd = openSync(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666);
  try {
    try {
      keepMode(fd, path);
      writeFileSync(fd, content);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Keeps the permissions of the file that is replaced. */
function keepMode(fd: number, path: string): void {
  const before = lstatSync(path, { throwIfNoEntry: false });
  if (before?.isFile() && before.uid === process.geteuid?.()) fchmodSync(fd, before.mode & 0o777);
}

/** A device or a pipe cannot be replaced. */
export function writeToStream(path: string, content: string | Uint8Array): void {
  const fd = openSync(path, O_WRONLY | O_APPEND);
  try {
    writeFileSync(fd, content);
  } finally {
    closeSync(fd);
  }
}
