// Starts the process inside, and ends it: first in order, and if that fails by SIGKILL a while later.

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type Readable, finished } from "node:stream";
import type { ExperimentSpec, InsideTask } from "../inside/spec.ts";
import { insidePrivateNetwork } from "../network/private-network.ts";
import { type Users, findUsers } from "../network/users.ts";
import { noExtraCertificates } from "../sys/certificates.ts";
import { programFile } from "../sys/program-file.ts";
import { type InsideEnd, describeExit } from "./inside-end.ts";

export interface Inside {
  /** Its messages, a line each, until it has ended. */
  readonly messages: AsyncIterable<string>;
  /** Resolves when it has ended and been waited for; in a PID namespace no process is left there then. */
  readonly ended: Promise<InsideEnd>;
  /** Sends it an order, in what it reads from its standard input. */
  order(what: unknown): void;
  /** Asks it to end everything it has started, and itself. If it has not done so after a while, it is killed. */
  stop(): void;
}

const insideProgram = programFile("./inside", import.meta.url);

/** How long the process inside may take to end what it has started. */
const GRACE_S = 5;

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

/** It says every two seconds that it is alive. One that says nothing for so long hangs, or is stopped, and is killed. */
const SILENCE_S = 20;

/** All that run now. When this process exits they are killed, and with them what they have started. */
const running = new Set<ChildProcess>();

export function startInside(spec: ExperimentSpec): Inside {
  const [file, ...args] = commandFor(spec);
  // A session of its own: Ctrl-C reaches this process alone, which then closes the other's standard input.
  const child = spawn(file, args, {
    stdio: ["pipe", "ignore", "pipe", "pipe", "pipe"],
    detached: true,
    env: { ...process.env, ...noExtraCertificates },
  });
  if (running.size === 0) process.on("exit", killAll);
  running.add(child);
  const silence = watchSilence(child);
  const ended = endOf(child).then((end) => ({ ...end, wasSilent: silence.isTooLong() }));
  let timer: NodeJS.Timeout | undefined;
  void ended.finally(() => {
    silence.stop();
    clearTimeout(timer);
    running.delete(child);
    if (running.size === 0) process.off("exit", killAll);
  });
  give(child, spec);
  return {
    messages: messagesOf(child, silence.isBroken),
    ended,
    order: (what) => void child.stdin?.write(`${JSON.stringify(what)}\n`),
    stop() {
      child.stdin?.destroy();
      timer ??= setTimeout(() => kill(child), GRACE_S * 1000);
    },
  };
}

function commandFor(spec: ExperimentSpec): readonly [string, ...string[]] {
  const argv = [process.execPath, insideProgram] as const;
  if (spec.network === "machine") return argv;
  const users = usersFor(spec);
  if (spec.firstPid === undefined) return insidePrivateNetwork(argv, { users });
  const first = ["/bin/sh", "-c", FIRST_PROCESS, "deadpeer", ...argv];
  return insidePrivateNetwork(first, { users, ownProcesses: true });
}

/** A program that is to run as another user needs that user there, or no private network at all. */
function usersFor({ start }: ExperimentSpec): Users {
  const users = findUsers();
  const needsOthers = start.server.user !== undefined || start.client.user !== undefined;
  return users === "own" && needsOthers ? "machine" : users;
}

function give(child: ChildProcess, spec: ExperimentSpec): void {
  // It may have ended, or not have been started; that is handled elsewhere.
  for (const stream of child.stdio ?? []) stream?.on("error", () => undefined);
  const { NODE_EXTRA_CA_CERTS: extraCertificates } = process.env;
  const task: InsideTask = { spec, ...(extraCertificates !== undefined && { extraCertificates }) };
  child.stdin?.write(`${JSON.stringify(task)}\n`);
}

/** Whoever stops listening leaves the rest unread: the process inside would wait for a reader. */
async function* messagesOf(child: ChildProcess, heard: () => void): AsyncGenerator<string> {
  const stream = child.stdio?.[3] as Readable | null | undefined;
  if (!stream) return;
  stream.on("data", heard);
  try {
    yield* createInterface({ input: stream });
  } finally {
    stream.resume();
  }
}

interface Silence {
  /** Something has been heard. */
  isBroken(): void;
  isTooLong(): boolean;
  stop(): void;
}

/** By seconds that this process has seen pass: while it is stopped itself, or the machine asleep, none do. */
function watchSilence(child: ChildProcess): Silence {
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 1;
    if (seconds === SILENCE_S) kill(child);
  }, 1000);
  return {
    isBroken() {
      if (seconds < SILENCE_S) seconds = 0;
    },
    isTooLong: () => seconds >= SILENCE_S,
    stop: () => clearInterval(timer),
  };
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
      const done = (): void => resolve({ ...end, stderr });
      if (child.stderr) finished(child.stderr, done);
      else done();
    });
  });
}

const STDERR_LIMIT = 10_000;

/** Kills its process group. With unshare(1) that ends the PID namespace's first process, and with it all others. */
function kill({ pid }: ChildProcess): void {
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
