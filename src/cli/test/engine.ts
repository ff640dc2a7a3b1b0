// What a CI system says to the suite that it runs, and what Bazel is told.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bazelTest, describeInfrastructureFailure } from "../../suite/bazel.ts";
import type { SuiteCase } from "../../suite/cases.ts";
import { type ChosenShard, chooseShard } from "../../suite/engines.ts";
import { loadResults } from "../../suite/earlier-results.ts";
import { type Durations, assignShards } from "../../suite/shard.ts";
import { saveAll } from "../shared/save.ts";
import type { TestCommand } from "./options.ts";

/** The command as Bazel completes it: a filter, the place of the results, and JUnit's file. */
export async function applyBazel(command: TestCommand, env: NodeJS.ProcessEnv): Promise<TestCommand> {
  const bazel = bazelTest(env);
  if (bazel === undefined) return command;
  const { filter, outputs, temporary, xmlFile, statusFile } = bazel;
  if (statusFile !== undefined) await writeWhole(statusFile, "");
  const place = outputs ?? temporary;
  const out = command.out ?? (place === undefined ? undefined : join(place, "deadpeer-results"));
  return {
    ...command,
    ...(filter !== undefined && { within: filter }),
    ...(out !== undefined && { out }),
    reporters: [
      ...command.reporters,
      ...(xmlFile === undefined ? [] : [{ name: "junit", file: xmlFile } as const]),
    ],
  };
}

/** Tells Bazel that it was the machine, and no case, that failed. */
export async function reportInfrastructureFailure(why: string, env: NodeJS.ProcessEnv): Promise<void> {
  const file = bazelTest(env)?.infrastructureFile;
  if (file !== undefined) await writeWhole(file, describeInfrastructureFailure(why));
}

async function writeWhole(path: string, text: string): Promise<void> {
  await saveAll([{ path, write: () => writeFileSync(path, text) }]);
}

export interface Share {
  /** Left out: all. */
  readonly shard?: ChosenShard;
  readonly cases: readonly SuiteCase[];
}

/** Which of the cases are this shard's. Throws a Failure (2) where that is not certain. */
export function shareOf(
  cases: readonly SuiteCase[],
  { shard: written, durations }: Pick<TestCommand, "shard" | "durations">,
  env: NodeJS.ProcessEnv,
): Share {
  const shard = chooseShard(written, env);
  if (shard === undefined) return { cases };
  const ids = cases.map(({ id }) => id);
  const assigned = assignShards(
    ids,
    shard.total,
    durations === undefined ? undefined : readDurations(durations),
  );
  return { shard, cases: cases.filter(({ id }) => assigned.get(id) === shard.index) };
}

function readDurations(place: string): Durations {
  const { cases } = loadResults(place, "--durations");
  return new Map([...cases].map(([id, { ms }]) => [id, ms]));
}
