// The process inside, from its start to its end. One can be started before it is known what it will do: it waits for its
// task then, while this process loads the rest of itself and reads its options.

import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { finished } from "node:stream";
import { PRIVATE, WIRED } from "../inside/spec.ts";
import { insidePrivateNetwork } from "../network/private-network.ts";
import { type Users, findUsers } from "../network/users.ts";
import { noExtraCertificates } from "../sys/certificates.ts";
import { isProcMounted } from "../sys/proc.ts";
import { programFile } from "../sys/program-file.ts";
import { type InsideEnd, describeExit } from "./inside-end.ts";

/** Where the process inside is to run. */
export interface Place {
  readonly network: "machine" | "private";
  /** In a PID namespace. */
  readonly ownProcesses: boolean;
  /** Somebody else than this user is needed there. */
  readonly needsOthers: boolean;
}

export interface InsideProcess {
  readonly child: ChildProcess;
  /** Resolves when it has ended and been waited for; in a PID namespace no process is left there then. */
  readonly ended: Promise<InsideEnd>;
}

const insideProgram = programFile("./inside", import.meta.url);

/** How long the process inside may take to end what it has started. */
export const GRACE_S = 5;

/**
 * The first process of the PID namespace. Programs under test should not be its children: many servers take a parent with
 * pid 1 as the sign that they are already a daemon. It ends with the process inside, and kills it if it is still there a
 * while after the process outside has gone (end of file on descriptor 4).
 */
const FIRST_PROCESS = `
exec 5<&0
"$@" <&5 4<&- 5<&- & inside=$!
exec 5<&- 3>&-
{ read -r _ <&4; sleep ${GRACE_S}; kill -9 $inside; } 2>&- &
exec 2>&-
wait $inside`;

/** All that run now. When this process exits they are killed, and with them what they have started. */
const running = new Set<ChildProcess>();

/** One that waits for its task. */
let prepared: { readonly start: string; readonly process: InsideProcess } | undefined;

/** What it is started with. A story or a library's user may have changed the environment since one was prepared. */
function startOf(command: readonly string[]): string {
  return JSON.stringify([command, process.env]);
}

/**
 * Starts a process inside for the next experiment with a private network, if one can be expected to work.
 *
 * @param isWired it will have two hosts
 */
export function prepareProcess(isWired = false): void {
  if (prepared || process.platform !== "linux" || !isProcMounted()) return;
  const command = commandFor({ network: "private", ownProcesses: true, needsOthers: false });
  prepared = { start: startOf(command), process: startProcess(isWired ? [...command, WIRED] : command) };
  hold(prepared.process.child, false);
}

/** Starts a process inside, or takes the one that was prepared. */
export function takeProcess(place: Place): InsideProcess {
  const command = commandFor(place);
  const waiting = prepared;
  prepared = undefined;
  if (waiting?.start !== startOf(command) || hasEnded(waiting.process.child)) {
    if (waiting) discard(waiting.process);
    return startProcess(command);
  }
  hold(waiting.process.child, true);
  return waiting.process;
}

/** Those that nobody took, and that have not ended yet. */
const discarded = new Set<Promise<InsideEnd>>();

function discard({ child, ended }: InsideProcess): void {
  hold(child, true);
  kill(child);
  discarded.add(ended);
  void ended.finally(() => discarded.delete(ended));
}

/** Ends the one that was prepared, if it was not taken. Resolves when nothing of it is left. */
export async function discardPrepared(): Promise<void> {
  const waiting = prepared;
  prepared = undefined;
  if (waiting) discard(waiting.process);
  await Promise.all(discarded);
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}

/** Whether this process stays for it. (One that could not be started for want of descriptors has no streams.) */
function hold(child: ChildProcess, isHeld: boolean): void {
  const streams = child.stdio as ChildProcess["stdio"] | undefined;
  for (const each of [child, ...(streams ?? [])]) {
    const handle = each as Partial<Record<"ref" | "unref", () => void>> | null | undefined;
    if (isHeld) handle?.ref?.();
    else handle?.unref?.();
  }
}

function commandFor({ network, ownProcesses, needsOthers }: Place): readonly [string, ...string[]] {
  if (network === "machine") return [process.execPath, insideProgram];
  const argv = [process.execPath, insideProgram, PRIVATE] as const;
  const users = usersFor(needsOthers);
  if (!ownProcesses) return insidePrivateNetwork(argv, { users });
  const first = ["/bin/sh", "-c", FIRST_PROCESS, "deadpeer", ...argv];
  return insidePrivateNetwork(first, { users, ownProcesses: true });
}

/** A program that is to run as another user needs that user there, or no private network at all. */
function usersFor(needsOthers: boolean): Users {
  const users = findUsers();
  return users === "own" && needsOthers ? "machine" : users;
}

function startProcess([file, ...args]: readonly [string, ...string[]]): InsideProcess {
  // A session of its own: Ctrl-C reaches this process alone, which then closes the other's standard input.
  const child = spawn(file, args, {
    stdio: ["pipe", "ignore", "pipe", "pipe", "pipe"],
    detached: true,
    env: { ...process.env, ...noExtraCertificates },
  });
  if (running.size === 0) process.on("exit", killAll);
  running.add(child);
  // It may have ended, or not have been started; that is handled elsewhere.
  for (const stream of child.stdio ?? []) stream?.on("error", () => undefined);
  const ended = endOf(child);
  void ended.finally(() => {
    running.delete(child);
    if (running.size === 0) process.off("exit", killAll);
  });
  return { child, ended };
}

function endOf(child: ChildProcess): Promise<InsideEnd> {
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    stderr = (stderr + String(text)).slice(0, STDERR_LIMIT);
  });
  return new Promise((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => resolve({ error, stderr }));
    child.once("exit", (code, signal) => {
      kill(child); // without a PID namespace, nothing else ends what it leaves behind
      const end = describeExit(code, signal);
      const done = (): void => void untilGone(child).then(() => resolve({ ...end, stderr }));
      if (child.stderr) finished(child.stderr, done);
      else done();
    });
  });
}

const STDERR_LIMIT = 10_000;

const LOOK_AGAIN_MS = 2;
/** Zombies that nobody waits for (a container without an init) stay in their group. */
const GONE_LIMIT_MS = 500;

/**
 * Waits for the rest of its process group. A process that is killed while the kernel makes or closes a packet ring for it
 * ends 10 to 40 ms later, and the first process of its PID namespace after that.
 */
async function untilGone({ pid }: ChildProcess): Promise<void> {
  for (let ms = 0; ms < GONE_LIMIT_MS && pid !== undefined && isThere(-pid); ms += LOOK_AGAIN_MS)
    await setTimeout(LOOK_AGAIN_MS);
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // or it belongs to somebody else, and may stay for ever
  }
}

/** Kills its process group. With unshare(1) that ends the PID namespace's first process, and with it all others. */
export function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // They have already ended.
  }
}

function killAll(): void {
  for (const child of running) kill(child);
}
