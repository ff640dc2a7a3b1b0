// What the tests of `deadpeer inspect` share: programs that are looked at, and looking at them.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { documentOf } from "../../src/inspect/document.ts";
import { inspect } from "../../src/inspect/inspect.ts";
import { eventually } from "./harness.ts";

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

/** What `--json` says. In this process: each of many looks would otherwise start a program. */
async function look(pid: number): Promise<Seer> {
  const inspection = await inspect({ pid, all: false, settings: true, minAgeMs: 0 });
  return JSON.parse(JSON.stringify(documentOf(inspection, "a test"))) as Seer;
}

/** Looks again until it is as wanted: what TCP does takes a while. */
export async function lookUntil(what: string, pid: number, isWanted: (seen: Seer) => boolean): Promise<Seer> {
  const end = Date.now() + 30_000;
  for (;;) {
    const seen = await look(pid);
    if (isWanted(seen)) return seen;
    if (Date.now() > end) assert.fail(`${what}: ${JSON.stringify(seen.findings)}`);
    await delay(5); // a server in this process has its turn
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
