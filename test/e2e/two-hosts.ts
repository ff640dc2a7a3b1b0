// Runs an act of a program of test/fixtures on two hosts, inside a private network.

import assert from "node:assert/strict";
import { join } from "node:path";
import { insidePrivateNetwork } from "../../src/network/private-network.ts";
import { start } from "./harness.ts";

export interface Told {
  readonly [what: string]: unknown;
}

/** Answers what the act told. */
export async function onTwoHosts(program: string, ...args: readonly string[]): Promise<Told> {
  const path = join(import.meta.dirname, `../fixtures/${program}.js`);
  const [file, ...rest] = insidePrivateNetwork([process.execPath, path, ...args]);
  const { code, stdout, stderr } = await start(file, rest).outcome;
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Told;
}
