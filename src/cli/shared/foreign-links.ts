// Links on the way to a file that somebody else could have lead elsewhere. The kernel refuses some of them where
// fs.protected_symlinks is on (proc_sys_fs(5)); here they are refused wherever it is off, too.

import { type Stats, lstatSync, readlinkSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";

/** As many as the kernel follows (path_resolution(7)). */
const MOST_LINKS = 40;

/**
 * Root must not be tricked by the owner of a directory or a link, so these must belong to root, or to the user who became
 * root by sudo(8). (/tmp belongs to root; others may write there, but links are replaced.)
 */
export function isTrusted({ uid }: Pick<Stats, "uid">): boolean {
  if (process.geteuid?.() !== 0) return true;
  return uid === 0 || String(uid) === process.env["SUDO_UID"];
}

/**
 * The first link on the way to `path`, at its end too, that must not be followed. For root that is every link of an
 * untrusted user; for others, as for the kernel, one in a directory where everybody may make links (/tmp), unless it is
 * their own or belongs to the owner of that directory.
 */
export function findForeignLink(path: string): string | undefined {
  let here = isAbsolute(path) ? "/" : process.cwd();
  let names = path.split("/");
  for (let links = 0; names.length > 0 && links <= MOST_LINKS;) {
    const [name = "", ...others] = names;
    names = others;
    if (name === "" || name === ".") continue;
    const next = name === ".." ? dirname(here) : join(here, name);
    const stats = lstatSync(next, { throwIfNoEntry: false });
    if (stats === undefined) return undefined; // nothing is there, or it will be made
    if (!stats.isSymbolicLink()) {
      here = next;
      continue;
    }
    if (isForeign(stats, here)) return next;
    const target = readlinkSync(next);
    if (isAbsolute(target)) here = "/";
    names = [...target.split("/"), ...others];
    links += 1;
  }
  return undefined;
}

const STICKY_AND_WRITABLE = 0o1002;

function isForeign(link: Stats, directory: string): boolean {
  const user = process.geteuid?.();
  if (user === 0) return !isTrusted(link);
  const { mode, uid } = lstatSync(directory);
  const isShared = (mode & STICKY_AND_WRITABLE) === STICKY_AND_WRITABLE;
  return isShared && link.uid !== user && link.uid !== uid;
}
