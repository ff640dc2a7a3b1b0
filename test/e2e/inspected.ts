// What the tests of `deadpeer inspect` share: programs that are looked at, and looking at them.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { TestContext } from "node:test";
import { deadpeer, eventually } from "./harness.ts";

/** With one defect each, by its name. */
export const program = "test/fixtures/programs/inspected.py";

export interface Seen {
  readonly finding: string;
  readonly pid: number;
  readonly shows: string;
  readonly commands: readonly string[];
}

export interface Seer {
  readonly findings: readonly Seen[];
  readonly connections: readonly { readonly threads?: readonly string[]; readonly settings?: unknown }[];
}

export async function look(pid: number, ...args: readonly string[]): Promise<Seer> {
  const { code, stdout, stderr } = await deadpeer([
    "inspect",
    "--pid",
    String(pid),
    "--min-age-ms",
    "0",
    "--json",
    ...args,
  ]).outcome;
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Seer;
}

/** Looks again until it is as wanted: what TCP does takes a while. */
export async function lookUntil(what: string, pid: number, isWanted: (seen: Seer) => boolean): Promise<Seer> {
  const end = Date.now() + 30_000;
  for (;;) {
    const seen = await look(pid);
    if (isWanted(seen)) return seen;
    if (Date.now() > end) assert.fail(`${what}: ${JSON.stringify(seen.findings)}`);
  }
}

export interface Running {
  readonly pid: number;
  mend(): Promise<void>;
}

/** A program that prints `ready PID`, and later `mended`. */
export async function run(t: TestContext, file: string, args: readonly string[]): Promise<Running> {
  const child = spawn(file, args, { stdio: ["pipe", "pipe", "ignore"], detached: true });
  t.after(() => process.kill(-(child.pid ?? 0), "SIGKILL")); // with what it has started
  let printed = "";
  child.stdout.on("data", (piece) => (printed += String(piece)));
  await eventually(`${args.join(" ")} is ready`, () => printed.includes("\n"));
  return {
    pid: Number(/ready (\d+)/.exec(printed)?.[1]),
    async mend() {
      child.stdin.write("\n");
      await eventually("it is mended", () => printed.includes("mended"));
    },
  };
}
