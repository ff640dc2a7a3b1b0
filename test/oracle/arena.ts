// A network namespace of a run's own, with nothing in it but loopback, and the processes that are started in it. Everything
// in it is ended with it, whoever its parent is. (Its own System V IPC, too: a postgres that is killed leaves memory.)

import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../e2e/harness.ts";
import { type Captured, parseCapture } from "./capture.ts";
import { type Row, parseSockets } from "./socket-table.ts";

export const HOST = "127.0.0.1";
export const PORT = 9877;

export interface Arena {
  /** A folder that is removed with it. */
  readonly folder: string;
  start(command: readonly string[], options?: SpawnOptions): ChildProcess;
  /** Runs a command to its end. Returns what it printed. */
  ask(command: readonly string[]): string;
  sockets(): readonly Row[];
  segments(): readonly Captured[];
  end(): Promise<void>;
}

export async function openArena(): Promise<Arena> {
  const folder = mkdtempSync(join(tmpdir(), "oracle-"));
  // It lives until our end of its input is closed, however we end.
  const holder = spawn("unshare", ["-n", "-i", "sh", "-c", "ip link set lo up && echo up && exec cat"]);
  const up = textOf(holder);
  await eventually("a network namespace", () => up().includes("up") || failed(holder, up));
  const namespace = readlinkSync(`/proc/${holder.pid}/ns/net`);
  const enter = (command: readonly string[]): [string, string[]] => [
    "nsenter",
    [`--net=/proc/${holder.pid}/ns/net`, `--ipc=/proc/${holder.pid}/ns/ipc`, "--", ...command],
  ];
  const start: Arena["start"] = (command, options = {}) => spawn(...enter(command), options);
  const ask: Arena["ask"] = (command) => {
    const { stdout, stderr, status } = spawnSync(...enter(command), { encoding: "utf8" });
    if (status !== 0) throw new Error(`${command.join(" ")}: ${stderr}`);
    return stdout;
  };
  const segments = await capture(start);
  return {
    folder,
    start,
    ask,
    segments,
    sockets: () => parseSockets(ask(["ss", "-tanpeH"])),
    async end() {
      await endAll(namespace);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function failed(child: ChildProcess, printed: () => string): undefined {
  if (child.exitCode !== null) throw new Error(`no network namespace (not root?): ${printed()}`);
  return undefined;
}

async function capture(start: Arena["start"]): Promise<() => readonly Captured[]> {
  const options = [
    "--immediate-mode",
    "-i",
    "lo",
    "-n",
    "-tt",
    "-S",
    "-A",
    "-l",
    "tcp",
    "port",
    String(PORT),
  ];
  const child = start(["tcpdump", ...options], { stdio: ["ignore", "pipe", "pipe"] });
  const [printed, said] = [textOf(child, "stdout"), textOf(child, "stderr")];
  await eventually("tcpdump listening", () => said().includes("listening on"));
  return () => parseCapture(printed(), PORT);
}

/** What a child has printed so far: on one of its streams, or on both. */
export function textOf(child: ChildProcess, only?: "stdout" | "stderr"): () => string {
  let text = "";
  for (const name of only ? [only] : (["stdout", "stderr"] as const)) {
    child[name]?.setEncoding("utf8").on("data", (piece) => {
      text += String(piece);
    });
  }
  return () => text;
}

/** Kills every process of a network namespace, until there is none. */
async function endAll(namespace: string): Promise<void> {
  await eventually("no process left in the namespace", () => {
    const left = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isIn(name, namespace));
    for (const pid of left) signal(Number(pid), "SIGKILL");
    return left.length === 0;
  });
}

function isIn(pid: string, namespace: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`) === namespace;
  } catch {
    return false;
  }
}

/** A process may have ended meanwhile. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The letter of a process's state in /proc, `X` for one that is gone. */
export function stateOf(pid: number): string {
  try {
    return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1] ?? "X";
  } catch {
    return "X";
  }
}
