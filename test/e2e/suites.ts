// Suites as the tests make them: a folder with a configuration, `deadpeer test` in it, and what came of it.

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { SuiteConfig } from "../../src/suite/config.ts";
import type { CaseResult, PlanRecord } from "../../src/suite/results.ts";
import { type Started, cli, quoted, start, temporaryDirectory } from "./harness.ts";

/** A client that ends when its server does, and one that never looks at its socket again, in a shell's own words. */
export const ENDS = `exec ${quoted(process.execPath)} -e ${quoted(
  "const s = require('net').connect(process.env.PORT, process.env.HOST); s.on('end', () => { console.log('the server has gone'); process.exit(1) }).on('error', () => process.exit(1)).resume()",
)}`;
export const BLIND = `exec ${quoted(process.execPath)} -e ${quoted(
  "const s = require('net').connect(process.env.PORT, process.env.HOST); s.pause(); s.on('error', () => {}); setInterval(() => {}, 1000)",
)}`;

export function suite(t: TestContext, config: SuiteConfig): string {
  const folder = temporaryDirectory(t);
  const whole = { watchMs: 300, limitMs: 1500, ...config };
  writeFileSync(join(folder, "deadpeer.config.mjs"), `export default ${JSON.stringify(whole)};\n`);
  return folder;
}

export function begin(
  folder: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Started {
  const script = `cd ${quoted(folder)} && exec ${quoted(process.execPath)} ${quoted(cli)} test "$@"`;
  return start("sh", ["-c", script, "sh", ...args], env);
}

export interface Tested {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly plan: PlanRecord;
  /** The last result of each case. */
  readonly results: ReadonlyMap<string, CaseResult>;
}

export async function deadpeerTest(folder: string, ...args: readonly string[]): Promise<Tested> {
  const started = begin(folder, args);
  const { code, stdout, stderr } = await started.outcome;
  assert.deepEqual(started.leftovers(), []);
  return { code, stdout, stderr, ...readResults(folder) };
}

export function readResults(folder: string): Pick<Tested, "plan" | "results"> {
  const file = join(folder, "deadpeer-results/results.jsonl");
  if (!existsSync(file)) return { plan: {} as PlanRecord, results: new Map() };
  const [first = "", ...lines] = readFileSync(file, "utf8").trim().split("\n");
  const results = lines.map((line) => JSON.parse(line) as CaseResult);
  return { plan: JSON.parse(first) as PlanRecord, results: new Map(results.map((each) => [each.id, each])) };
}

/** Of the cases that were run this time. */
export const outcomes = ({ results }: Tested): Record<string, string> =>
  Object.fromEntries(
    [...results]
      .filter(([, { isEarlier }]) => isEarlier !== true)
      .map(([id, { outcome }]) => [id, outcome])
      .toSorted(),
  );
