// What Bazel says to a test that it runs, and what it wants to be told: bazel.build/reference/test-encyclopedia, "Initial
// conditions" and "Test sharding".

import { type Environment, valueOf } from "./engine-table.ts";

/** Each is left out where Bazel has not set it. Paths are absolute. */
export interface BazelTest {
  /** A file to create, or to touch, before anything is run: it says that we know of shards. */
  readonly statusFile?: string;
  /** Where the JUnit XML belongs. */
  readonly xmlFile?: string;
  /** The value of `bazel test --test_filter`. */
  readonly filter?: string;
  /** A directory for what does not last. */
  readonly temporary?: string;
  /** A directory of which everything is kept. */
  readonly outputs?: string;
  /** A file only for what the machine could not do: never for a case that failed. */
  readonly infrastructureFile?: string;
}

/** Undefined where this is not a test of Bazel's: others have variables of these names. */
export function bazelTest(env: Environment): BazelTest | undefined {
  if (valueOf("BAZEL_TEST", env) === undefined) return undefined;
  const set = Object.entries(variables).flatMap(([name, variable]) => {
    const value = valueOf(variable, env);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(set);
}

const variables: Readonly<Record<keyof BazelTest, string>> = {
  statusFile: "TEST_SHARD_STATUS_FILE",
  xmlFile: "XML_OUTPUT_FILE",
  filter: "TESTBRIDGE_TEST_ONLY",
  temporary: "TEST_TMPDIR",
  outputs: "TEST_UNDECLARED_OUTPUTS_DIR",
  infrastructureFile: "TEST_INFRASTRUCTURE_FAILURE_FILE",
};

/** The content of `infrastructureFile`: on its first line what failed, on its second why. */
export function describeInfrastructureFailure(why: string): string {
  return `deadpeer\n${why.replace(/\s+/g, " ").trim()}\n`;
}
