// Small C programs among the fixtures, compiled when a test needs them.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { hasProgram, temporaryDirectory } from "./harness.ts";

/** Compiles a program of test/fixtures/c; undefined (and the test skipped) where there is no compiler. */
export function compile(t: TestContext, name: string): string | undefined {
  if (!hasProgram(t, "cc")) return undefined;
  const program = join(temporaryDirectory(t), name);
  const { status, stderr } = spawnSync("cc", ["-O1", "-o", program, `test/fixtures/c/${name}.c`]);
  assert.equal(status, 0, String(stderr));
  return program;
}
