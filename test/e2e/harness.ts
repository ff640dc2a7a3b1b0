// Runs the real program, as a user would, and looks what it leaves behind.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { RunDocument, RunRecord } from "../../src/timeline/record.ts";

export const cli: string = join(process.cwd(), "dist/cli/main.js");

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly outcome: Promise<Outcome>;
  /** Processes that bear this run's mark, wherever they have gone, the oldest first. */
  leftovers(): string[];
}

/** A path as a word of a shell command: the project may lie in a folder with a blank in its name. */
export function quoted(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

const MARK = "DEADPEER_TEST_RUN";

/** Starts a command with a mark in its environment, which all that it starts inherit. */
export function start(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input?: string | Uint8Array,
): Started {
  const id = randomUUID();
  const stdin = input === undefined ? "ignore" : "pipe";
  const child = spawn(file, args, {
    stdio: [stdin, "pipe", "pipe"],
    env: { ...process.env, [MARK]: id, ...env },
  });
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(input);
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("latin1").on("data", (piece) => {
      text[name] += String(piece);
    });
  }
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, ...decoded(text) }));
  });
  return { child, outcome, leftovers: () => findMarked(id) };
}

function decoded(text: { stdout: string; stderr: string }): { stdout: string; stderr: string } {
  const utf8 = (latin1: string): string => Buffer.from(latin1, "latin1").toString("utf8");
  return { stdout: utf8(text.stdout), stderr: utf8(text.stderr) };
}

export function deadpeer(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input?: string | Uint8Array,
): Started {
  return start(process.execPath, [cli, ...args], env, input);
}

/**
 * The command in a user namespace that may have no further one, and without the capability for other namespaces: any user
 * can make such a machine. @param line its arguments, as for a shell
 */
export function withoutNamespaces(line: string): Started {
  const lacking = 'exec setpriv --bounding-set -sys_admin "$NODE" "$CLI"';
  const script = `echo 0 > /proc/sys/user/max_user_namespaces && ${lacking} ${line}`;
  const env = { NODE: process.execPath, CLI: cli };
  return start("unshare", ["--user", "--map-root-user", "sh", "-c", script], env);
}

function findMarked(id: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(`/proc/${pid}/environ`).includes(`${MARK}=${id}`))
    .sort((one, other) => startOf(one) - startOf(other))
    .map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll("\0", " ")}`);
}

/** In clock ticks since the machine's start (proc(5)). A pid says nothing of it: they begin anew. */
function startOf(pid: string): number {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(")")).split(" ")[20]);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Ends the titles of the tests that `npm test -- --any-user` runs. */
const ANY_USER = "[any user]";

/** A test whose subject may differ between root and an ordinary user (namespaces, capture, other processes' sockets). */
export function anyUser(title: string): string {
  return `${title} ${ANY_USER}`;
}

type Looked<T> = T | undefined | false;

/** Waits until `look` answers something true; fails with `what` after a generous while. */
export async function eventually<T>(
  what: string,
  look: () => Looked<T> | Promise<Looked<T>>,
  limitMs = 30_000,
): Promise<T> {
  for (const end = Date.now() + limitMs; Date.now() < end; await delay(5)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`not seen within ${limitMs} ms: ${what}`);
}

/** A directory of the test's own, removed with it. */
export function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "deadpeer-test-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Whether an outside program is there. Where it is missing the test is skipped; in CI it fails. */
export function hasProgram(t: TestContext, name: string): boolean {
  if (spawnSync("sh", ["-c", `command -v ${name}`]).status === 0) return true;
  if (process.env["CI"]) throw new Error(`${name} is not installed, and CI must have it`);
  t.skip(`${name} is not installed`);
  return false;
}

export interface RunResult extends Outcome {
  readonly document: RunDocument;
  readonly runs: readonly RunRecord[];
  /** Statement ids of the first run by their outcome. */
  readonly outcomes: Readonly<Record<string, string>>;
  readonly leftovers: readonly string[];
}

/** Options that are used where `args` does not give others: each may be given once. */
export function withDefaults(
  defaults: Readonly<Record<string, string>>,
  args: readonly string[],
): readonly string[] {
  const used = Object.entries(defaults).filter(([option]) => !args.includes(option));
  return [...used.flat(), ...args];
}

/** `deadpeer run` with a document. */
export async function run(
  t: TestContext,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<RunResult> {
  const directory = temporaryDirectory(t);
  const file = join(directory, "document.json");
  const started = deadpeer(["run", ...args, "--out", join(directory, "report"), "--json", file], env);
  const outcome = await started.outcome;
  const leftovers = started.leftovers();
  const saved = read(file);
  if (saved === "") throw new Error(`no document: ${outcome.stderr}${outcome.stdout.slice(-2000)}`);
  const document = JSON.parse(saved) as RunDocument;
  const statements = document.runs[0]?.statements ?? [];
  const outcomes = Object.fromEntries(statements.map((statement) => [statement.id, statement.outcome]));
  return { ...outcome, document, runs: document.runs, outcomes, leftovers };
}

/** One run that several tests look at: made by the first that does. */
export function sharedRun(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): (t: TestContext) => Promise<RunResult> {
  let made: Promise<RunResult> | undefined;
  return (t) => (made ??= run(t, args, env));
}

export function idsWith(outcomes: Readonly<Record<string, string>>, outcome: string): string[] {
  return Object.keys(outcomes).filter((id) => outcomes[id] === outcome);
}

export interface RunningServer extends Started {
  readonly port: number;
  readonly pid: number;
  /** What it has printed so far. */
  printed(): string;
  stop(signal?: NodeJS.Signals): Promise<Outcome>;
}

/** `deadpeer serve` on a port of its own choosing (unless `args` name one), ended with the test. */
export async function serve(t: TestContext, args: readonly string[] = []): Promise<RunningServer> {
  const started = deadpeer(["serve", ...withDefaults({ "--port": "0" }, args)]);
  let printed = "";
  started.child.stdout?.on("data", (piece) => {
    printed += String(piece);
  });
  const stop = async (signal: NodeJS.Signals = "SIGTERM"): Promise<Outcome> => {
    started.child.kill(signal);
    return await started.outcome;
  };
  t.after(() => stop());
  const line = await eventually(
    "the listening line",
    () => /listening on \S+:(\d+), pid (\d+)/.exec(printed) ?? undefined,
  );
  return { ...started, port: Number(line[1]), pid: Number(line[2]), printed: () => printed, stop };
}
