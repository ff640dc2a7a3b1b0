// The programs a bench starts, and its temporary files: none of them outlives the bench.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findExecutable, foldersOfPath } from "../src/sys/executable.ts";
import { becomeSubreaper } from "../src/sys/prctl.ts";
import { readTree } from "../src/sys/proc.ts";

const running = new Set<ChildProcess>();
const directories = new Set<string>();
const LOOK_AGAIN_MS = 5;
const READY_LIMIT_MS = 20_000;
const RUN_LIMIT_MS = 600_000;

becomeSubreaper(); // whose parent has ended is found among our own children
process.on("exit", () => {
  endDescendants();
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});
for (const [signal, code] of [
  ["SIGINT", 130] as const,
  ["SIGTERM", 143] as const,
  ["SIGHUP", 129] as const,
]) {
  process.on(signal, () => process.exit(code));
}

/** SIGKILL to everything below this process until nothing of it is left. */
function endDescendants(): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const living = (): number[] =>
    readTree(process.pid)
      .filter(({ pid, state }) => pid !== process.pid && state !== "Z")
      .map(({ pid }) => pid);
  for (let alive = living(); alive.length > 0; alive = living()) {
    alive.forEach(kill);
    Atomics.wait(pause, 0, 0, LOOK_AGAIN_MS);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** Where in PATH a program is; undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  return findExecutable(name, foldersOfPath(process.env));
}

/** A line for a part that measures less without this program; undefined when it is installed. */
export function missing(name: string): string | undefined {
  return findProgram(name) === undefined ? `${name} is not installed` : undefined;
}

/** Starts a program that runs until `stop`, in a process group of its own; what it prints is thrown away. */
export function start([file, ...args]: readonly [string, ...string[]]): ChildProcess {
  return keep(spawn(file, args, { stdio: "ignore", detached: true }));
}

export async function stop(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  if (child.pid !== undefined) kill(-child.pid); // the group: it and what it has forked
  await ended;
}

/** Of a command of deadpeer that came to its end, whatever it found. */
export const FINISHED: readonly number[] = [0, 1, 3];

interface RunOptions {
  readonly limitMs?: number;
  /** The exit codes with which it has not failed. */
  readonly okCodes?: readonly number[];
}

/**
 * Runs a program to its end and returns what it printed. Rejects when it fails, with what it said, and when it takes
 * longer than the limit.
 */
export async function run(
  [file, ...args]: readonly [string, ...string[]],
  { limitMs = RUN_LIMIT_MS, okCodes = [0] }: RunOptions = {},
): Promise<string> {
  const child = keep(spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], detached: true }));
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
    });
  }
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`${file} ${args[0] ?? ""}: not over after ${limitMs / 1000} s`));
      void stop(child);
    }, limitMs);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (code !== null && okCodes.includes(code)) resolve(said.stdout);
      else
        reject(
          new Error(`${file} ${args[0] ?? ""}: ${said.stderr.trim() || (signal ?? `exit code ${code}`)}`),
        );
    });
  });
}

export function keep<T extends ChildProcess>(child: T): T {
  running.add(child);
  const forget = (): void => void running.delete(child);
  child.once("exit", forget).once("error", forget);
  return child;
}

/** A directory that is removed when the bench ends, however it ends. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "deadpeer-bench-"));
  directories.add(directory);
  return directory;
}

/** A port below those the kernel gives to clients, on which nobody listens. */
export async function freePort(from: number): Promise<number> {
  const isFree = await new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(from, "127.0.0.1", () => server.close(() => resolve(true)));
  });
  return isFree ? from : await freePort(from + 1);
}

/** Resolves when the server on `port` echoes a line; rejects when its program ends or the limit is reached before. */
export async function untilItEchoes(port: number, server: ChildProcess): Promise<void> {
  const limit = performance.now() + READY_LIMIT_MS;
  while (!(await echoes(port))) {
    if (!running.has(server)) throw new Error("it ended instead of listening");
    if (performance.now() > limit) throw new Error(`it did not echo within ${READY_LIMIT_MS / 1000} s`);
    await delay(LOOK_AGAIN_MS);
  }
}

function echoes(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1", () => socket.write("ready?\n"));
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("data", () => finish(true));
    for (const event of ["error", "end", "close"]) socket.once(event, () => finish(false));
    socket.setTimeout(1000, () => finish(false));
  });
}
