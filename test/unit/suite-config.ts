// A configuration as text in a folder of its own, and what comes of loading it.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Failure, isFailure } from "../../src/failure.ts";
import { type LoadedConfig, loadConfig } from "../../src/suite/load-config.ts";

/** Calls `act` with a folder that has these files. */
export async function inFolder<T>(
  files: Readonly<Record<string, string>>,
  act: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "deadpeer-config-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return await act(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What kind of module a `.js` is depends on the nearest package.json: it is this one, whatever lies above. */
export function loadText(name: string, text: string): Promise<LoadedConfig> {
  return inFolder({ [name]: text, "package.json": "{}" }, (folder) => loadConfig(undefined, folder));
}

/** The Failure of a configuration: its message and its remedy. It is always for exit code 2, in one sentence. */
export async function refusal(act: () => unknown): Promise<string> {
  try {
    await act();
  } catch (error) {
    assertSentence(error);
    return `${error.message} ${error.remedy}`;
  }
  throw new Error("nothing was refused");
}

export function assertSentence(error: unknown): asserts error is Failure {
  assert.ok(isFailure(error), error instanceof Error ? error.stack : String(error));
  assert.equal(error.exitCode, 2);
  assert.match(error.message, /^[^\n]+[.?!]$/);
  assert.ok(error.remedy.length > 0);
}
