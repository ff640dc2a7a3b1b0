// Where unshare(1) is: the copy that `deadpeer doctor --fix` has made for this user, where AppArmor lets no other program
// make a user namespace, or else the one on the PATH.

import { lstatSync } from "node:fs";
import { join } from "node:path";

/** Made by root, with a folder for each user that nobody else can enter. */
const COPIES = "/var/lib/deadpeer";

/** The user's own copy, whether or not it is there. @param copies another place than the usual one, for tests */
export function copiedUnshare(uid: number, copies: string = COPIES): string {
  return join(copies, String(uid), "unshare");
}

/** The program to start. Root has no copy: it needs no user namespace. */
export function unshareProgram(uid: number = process.getuid?.() ?? 0, copies: string = COPIES): string {
  const copy = copiedUnshare(uid, copies);
  return uid !== 0 && isTrusted(copy, uid) ? copy : "unshare";
}

/** A program that only root and the user can have put there. */
function isTrusted(path: string, uid: number): boolean {
  const OTHERS_MAY_WRITE = 0o022;
  const MAY_BE_RUN = 0o111;
  try {
    const status = lstatSync(path);
    const isOwn = status.uid === 0 || status.uid === uid;
    const isSafe = (status.mode & OTHERS_MAY_WRITE) === 0 && (status.mode & MAY_BE_RUN) === MAY_BE_RUN;
    return status.isFile() && isOwn && isSafe;
  } catch {
    return false; // not there, or another user's
  }
}
