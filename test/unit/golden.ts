// The saved runs of test/golden: real ones, made by deadpeer on Linux.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunDocument, RunRecord } from "../../src/timeline/record.ts";

/** Section 5.12 with both clients; then runs that are not section 5.12, of the section's client alone. */
export const goldenNames = [
  "run-5-12",
  "run-5-12-close",
  "run-5-12-reset",
  "run-5-12-none",
  "run-5-12-nc",
] as const;
export type GoldenName = (typeof goldenNames)[number];

export function goldenPath(file: string): string {
  return join(process.cwd(), "test", "golden", file);
}

export function goldenText(name: GoldenName): string {
  return readFileSync(goldenPath(`${name}.json`), "utf8");
}

export function goldenDocument(name: GoldenName): RunDocument {
  return JSON.parse(goldenText(name)) as RunDocument;
}

export function goldenRun(name: GoldenName, client: RunRecord["waitOn"] = "terminal"): RunRecord {
  const run = goldenDocument(name).runs.find(({ waitOn }) => waitOn === client);
  if (run === undefined) throw new Error(`${name} has no run of the client ${client}`);
  return run;
}

/** Every run there is, with a name for messages. */
export function goldenRuns(): readonly { readonly name: string; readonly run: RunRecord }[] {
  return goldenNames.flatMap((name) =>
    goldenDocument(name).runs.map((run) => ({ name: `${name} ${run.waitOn}`, run })),
  );
}
