// The machine as `deadpeer doctor --fix` finds it, and the commands of its plan, run one after another.

import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { copiedUnshare } from "../network/unshare.ts";
import { findExecutable, foldersOfPath } from "../sys/executable.ts";
import { findContainer } from "./container.ts";
import { type Command, type Places, type Situation, profilePath } from "./fix.ts";

const RESTRICTION = "proc/sys/kernel/apparmor_restrict_unprivileged_userns";

/** The user is the one who has started sudo(8), or this one. @param root another one than `/`, for tests */
export function readSituation(
  env: NodeJS.ProcessEnv,
  ownUid: number,
  places: Places = {},
  root = "/",
): Situation {
  const uid = ownUid === 0 ? sudoUser(env["SUDO_UID"]) : ownUid;
  return {
    isRestricted: readRestriction(root),
    isContainer: findContainer(env, root) !== undefined,
    uid,
    unshare: findProgram("unshare", env),
    hasParser: findProgram("apparmor_parser", env) !== undefined,
    hasCopy: uid !== undefined && isThere(copiedUnshare(uid, places.copies)),
    hasProfile: uid !== undefined && existsSync(profilePath(uid, places)),
  };
}

function sudoUser(written: string | undefined): number | undefined {
  return written !== undefined && /^[1-9]\d{0,9}$/.test(written) ? Number(written) : undefined;
}

function readRestriction(root: string): boolean {
  try {
    return readFileSync(join(root, RESTRICTION), "utf8").trim() === "1";
  } catch {
    return false; // another kernel
  }
}

function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Not everybody has the folders of the administrator's programs on the PATH. */
function findProgram(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = [...foldersOfPath(env), "/usr/sbin", "/sbin"];
  return findExecutable(
    name,
    folders.filter((folder) => folder.startsWith("/")),
  );
}

/** A command that has failed, and what it said. */
export interface Refusal {
  readonly command: Command;
  readonly said: string;
}

/** Runs the commands up to the first that fails; returns that one. */
export function carryOut(commands: readonly Command[]): Refusal | undefined {
  for (const command of commands) {
    const [file, ...args] = command.argv;
    const { status, error, stderr } = spawnSync(file, args, {
      input: command.input ?? "",
      stdio: ["pipe", "ignore", "pipe"],
      encoding: "utf8",
    });
    if (status === 0 || command.mayFail === true) continue;
    return { command, said: error?.message ?? (stderr.trim() || `exit code ${status}`) };
  }
  return undefined;
}
