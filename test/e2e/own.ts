// Experiments with programs of one's own, as the tests make them: quick, and nothing left behind.

import assert from "node:assert/strict";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { type RunResult, quoted, run, withDefaults } from "./harness.ts";

const folder = join(process.cwd(), "test/fixtures/programs");

/** The shell line of a program of test/fixtures/programs: `retry.mjs`, `lines.py`. */
export function program(name: string): string {
  return `exec ${name.endsWith(".py") ? "python3" : "node"} ${quoted(join(folder, name))}`;
}

/** What a run needs that is made to be quick. */
const QUICK = { "--watch-ms": "300" };
/** For programs that share no files. (Only a control run tells what is lost, and what is printed anyway.) */
export const AT_ONCE: readonly string[] = ["--control", "at-once"];
/** Where nothing that is asserted is held against a control run. */
export const ALONE: readonly string[] = ["--control", "none"];
/** A silence: how long an answer is waited for that will not come. */
export const SILENCE: readonly string[] = ["--limit-ms", "800"];

export interface Experiment extends RunResult {
  readonly verdict: Verdict;
}

export async function experiment(
  t: TestContext,
  ...args: readonly (readonly string[])[]
): Promise<Experiment> {
  const result = await run(t, withDefaults(QUICK, args.flat()));
  const [first] = result.runs;
  if (first === undefined) throw new Error(result.stderr);
  assert.notEqual(first.verdict.grade, "inconclusive", first.verdict.missing);
  assert.deepEqual(result.leftovers, []);
  return { ...result, verdict: first.verdict };
}

/** All that either side has sent since the fault, as far as it was kept. */
export function sentSinceFault({ runs }: RunResult): string {
  const observations = runs[0]?.observations ?? [];
  const since = observations.slice(observations.findIndex(({ kind }) => kind === "fault"));
  return since
    .flatMap((each) => (each.kind === "segment" ? [Buffer.from(each.payload, "base64").toString()] : []))
    .join("");
}

type Facts = Partial<
  Pick<Verdict, "noticed" | "reaction" | "lost" | "unreported" | "grade" | "exit" | "lingers"> & {
    readonly ending: string;
  }
>;

/** Compares what is given, and no more. */
export function assertVerdict({ verdict }: Experiment, expected: Facts): void {
  const all: Facts = { ...verdict, ending: verdict.ending.by };
  const keys = Object.keys(expected) as (keyof Facts)[];
  const observed = Object.fromEntries(keys.map((key) => [key, all[key]]));
  assert.deepEqual(observed, expected, verdict.summary.join("\n"));
}
