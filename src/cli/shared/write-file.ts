// A file is written beside its place and renamed: whoever reads it finds the former one or the new one, and each is whole.

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

/** A link in its place is replaced, and not followed. Throws the system's error, and leaves nothing behind then. */
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

/** What was not to be read by others is not after it has been written again. */
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
