// Real processes for the tests of what looks at processes. Each ends with its test.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

export function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "deadpeer-unit-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A program that does nothing for a minute, under a name of one's own. */
export async function sleepAs(t: TestContext, name: string): Promise<number> {
  const path = join(temporaryDirectory(t), name);
  symlinkSync("/bin/sleep", path);
  return await start(t, path, ["60"], "sleep");
}

/** `argv0` is what a program that has many names goes by. */
export async function start(
  t: TestContext,
  file: string,
  args: readonly string[],
  argv0 = file,
): Promise<number> {
  const child = spawn(file, args, { argv0, stdio: ["pipe", "ignore", "ignore"] });
  t.after(() => stop(child));
  await once(child, "spawn");
  return child.pid ?? 0;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** Waits until `look` answers something; fails after a generous while. */
export async function eventually<T>(what: string, look: () => T | undefined): Promise<T> {
  for (const end = Date.now() + 10_000; Date.now() < end; await delay(2)) {
    const found = look();
    if (found !== undefined) return found;
  }
  throw new Error(`not seen: ${what}`);
}

/** As an ordinary user, whoever runs the test. */
export function asOrdinaryUser<T>(look: () => T): T {
  if (process.geteuid?.() !== 0) return look();
  process.seteuid?.("nobody");
  try {
    return look();
  } finally {
    process.seteuid?.(0);
  }
}
