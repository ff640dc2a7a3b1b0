// Which users there are in a private network, and so whom a server can become that gives up root. As root no user namespace
// is needed, and every user of the machine is there. An ordinary user needs one, in which there are only those that are
// mapped into it (user_namespaces(7)).

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { unshareProgram } from "./unshare.ts";

/**
 * `machine`: those of the machine, as there is no user namespace. `subordinate`: this user, and the ids that /etc/subuid and
 * /etc/subgid give to it. `own`: this user alone.
 */
export type Users = "machine" | "subordinate" | "own";

/** What deadpeer does in a private network, which root lacks in many a container (linux/capability.h). */
const NEEDED: Readonly<Record<string, number>> = {
  CAP_DAC_OVERRIDE: 1,
  CAP_KILL: 5,
  CAP_NET_ADMIN: 12,
  CAP_NET_RAW: 13,
  CAP_SYS_PTRACE: 19,
  CAP_SYS_ADMIN: 21,
};

/** Options of unshare(1). The uid stays the user's own: some servers refuse to run as root. */
const OPTIONS: Readonly<Record<Users, readonly string[]>> = {
  machine: [],
  subordinate: ["--user", "--map-current-user", "--map-auto", "--keep-caps"],
  own: ["--user", "--map-current-user", "--keep-caps"],
};

export function optionsFor(users: Users): readonly string[] {
  return OPTIONS[users];
}

/** What an ordinary user can do about it: part of a sentence. */
export const SUBORDINATE_IDS: string =
  "set up subordinate ids (the package uidmap or shadow-utils; `usermod --add-subuids 100000-165535 --add-subgids 100000-165535 YOU`)";

let found: Users | undefined;

/**
 * The best that works; `own` where none does. It is tried, and not only looked up, except for root without a seccomp(2)
 * filter: nothing else refuses what the capabilities allow, and a trial costs every command some 10 ms.
 */
export function findUsers(): Users {
  return (found ??= (["machine", "subordinate"] as const).find(isPossible) ?? "own");
}

function isPossible(users: "machine" | "subordinate"): boolean {
  if (users === "machine" && whatRootLacks()?.length !== 0) return false;
  if (users === "machine" && statusOf("Seccomp") === "0") return true;
  return canRun(unshareProgram(), [...OPTIONS[users], "--net", "--mount", "--", "true"]);
}

/** Making namespaces takes milliseconds. */
const LIMIT_MS = 5000;

/** Whether a command that makes namespaces and does nothing in them ends with exit code 0, in time. */
export function canRun(file: string, args: readonly string[], limitMs: number = LIMIT_MS): boolean {
  const { pid, status } = spawnSync(file, args, {
    stdio: "ignore",
    timeout: limitMs,
    killSignal: "SIGKILL",
    ...OF_ITS_OWN_GROUP,
  });
  endGroup(pid); // where namespaces are refused, the process that was to write the map waits for ever (util-linux 2.38)
  return status === 0;
}

/** A session, and so a process group. (@types/node has it for spawn alone; spawnSync takes it as well.) */
const OF_ITS_OWN_GROUP: object = { detached: true };

function endGroup(pid: number): void {
  try {
    if (pid > 0) process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing is left of it.
  }
}

/** The capabilities that root would need to do without a user namespace; undefined for an ordinary user. */
export function whatRootLacks(): readonly string[] | undefined {
  if (process.geteuid?.() !== 0) return undefined;
  const effective = BigInt(`0x${statusOf("CapEff") ?? "0"}`);
  return Object.keys(NEEDED).filter((name) => ((effective >> BigInt(NEEDED[name] ?? 0)) & 1n) === 0n);
}

/** A field of /proc/self/status (proc(5)); undefined where the kernel does not have it. */
function statusOf(field: string): string | undefined {
  return new RegExp(`^${field}:\\s*(\\S+)$`, "m").exec(readFileSync("/proc/self/status", "utf8"))?.[1];
}

/** Whether a process here can become any other user, if it has the right to. */
export function isThereAnyOther(): boolean {
  const rows = readFileSync("/proc/self/uid_map", "utf8").trim().split("\n");
  return rows.length > 1 || rows.some((row) => Number(row.trim().split(/\s+/)[2]) > 1);
}
