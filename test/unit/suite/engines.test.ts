// Which shard this is, with the variables that each engine sets.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isFailure } from "../../../src/failure.ts";
import { bazelTest, describeInfrastructureFailure } from "../../../src/suite/bazel.ts";
import { type ChosenShard, chooseShard, describeShard } from "../../../src/suite/engines.ts";

type Environment = Readonly<Record<string, string>>;

const chosen = (env: Environment, written?: string): ChosenShard | undefined => chooseShard(written, env);

function refusal(env: Environment, written?: string): string {
  try {
    chooseShard(written, env);
  } catch (error) {
    assert.ok(isFailure(error));
    assert.equal(error.exitCode, 2);
    assert.match(error.remedy, /--shard/);
    return error.message;
  }
  throw new Error("it was not refused");
}

/** The second of four, as each engine says it. */
const secondOfFour: Readonly<Record<string, Environment>> = {
  Bazel: { TEST_SHARD_INDEX: "1", TEST_TOTAL_SHARDS: "4", TEST_SHARD_STATUS_FILE: "/tmp/status" },
  GitLab: { GITLAB_CI: "true", CI: "true", CI_NODE_INDEX: "2", CI_NODE_TOTAL: "4" },
  Heroku: { HEROKU_TEST_RUN_ID: "e5e28b13", CI: "true", CI_NODE_INDEX: "1", CI_NODE_TOTAL: "4" },
  Semaphore: { SEMAPHORE: "true", SEMAPHORE_JOB_INDEX: "2", SEMAPHORE_JOB_COUNT: "4" },
  Buildkite: { BUILDKITE: "true", BUILDKITE_PARALLEL_JOB: "1", BUILDKITE_PARALLEL_JOB_COUNT: "4" },
  CircleCI: { CIRCLECI: "true", CIRCLE_NODE_INDEX: "1", CIRCLE_NODE_TOTAL: "4" },
  Bitbucket: { BITBUCKET_PARALLEL_STEP: "1", BITBUCKET_PARALLEL_STEP_COUNT: "4" },
  Kubernetes: { JOB_COMPLETION_INDEX: "1", DEADPEER_SHARDS: "4" },
};
const engines = Object.entries(secondOfFour);

for (const [by, env] of engines) {
  const index = Object.keys(env).find((name) => /INDEX$|JOB$|STEP$/.test(name)) ?? "";
  const total = Object.keys(env).find((name) => /TOTAL|COUNT|SHARDS$/.test(name)) ?? "";
  const without = (name: string): Environment =>
    Object.fromEntries(Object.entries(env).filter(([key]) => key !== name));

  test(`${by}: its variables say which shard this is`, () => {
    assert.deepEqual(chosen(env), { index: 2, total: 4, by });
  });

  test(`${by}: the first and the last shard are those that it counts as such, and none is beyond`, () => {
    const first = Number(env[index]) - 1;
    const at = (n: number): Environment => ({ ...env, [index]: String(n) });
    assert.equal(chosen(at(first))?.index, 1);
    assert.equal(chosen(at(first + 3))?.index, 4);
    assert.match(refusal(at(first + 4)), new RegExp(`${by} counts 4 shards from ${first} to ${first + 3}`));
    if (first === 1) assert.match(refusal(at(0)), /counts 4 shards from 1 to 4, and \w+ is 0/);
  });

  test(`${by}: an index without a total is refused, and a total without an index`, () => {
    assert.match(
      refusal(without(total)),
      new RegExp(`${by} says which shard this is \\(${index}\\), but not how many`),
    );
    assert.match(refusal(without(index)), /not which this is|nothing says which/);
    assert.match(refusal({ ...env, [index]: "" }), /not which this is|nothing says which/);
  });

  test(`${by}: what is not a number is refused`, () => {
    for (const wrong of ["two", "-1", "1.5", " 1", "0x1", "1e3", "9999999999"])
      assert.match(refusal({ ...env, [index]: wrong }), new RegExp(`${index} is not a number: "${wrong}"`));
    assert.match(refusal({ ...env, [total]: "many" }), new RegExp(`${total} is not a number`));
  });

  test(`${by}: --shard overrules it, whatever it says`, () => {
    assert.deepEqual(chosen(env, "3/3"), { index: 3, total: 3, by: "--shard" });
    assert.deepEqual(chosen({ ...env, [index]: "x" }, "1/1"), { index: 1, total: 1, by: "--shard" });
  });

  test(`${by}: a total that is given and not its own is refused`, () => {
    assert.deepEqual(chosen(env, "/4"), { index: 2, total: 4, by });
    if (by === "Kubernetes") assert.deepEqual(chosen(env, "/5"), { index: 2, total: 5, by });
    else
      assert.match(
        refusal(env, "/5"),
        new RegExp(`--shard /5 contradicts ${by}, which says 4 \\(${total}\\)`),
      );
  });

  for (const [other, more] of engines.filter(([name]) => name !== by)) {
    test(`${by} and ${other} at once are refused`, () => {
      const both = { ...env, ...more };
      const message = refusal(both);
      assert.match(message, /^Several engines say which shard this is: /);
      assert.ok(message.includes(`${by} (`) && message.includes(`${other} (`), message);
      assert.deepEqual(chosen(both, "1/2"), { index: 1, total: 2, by: "--shard" });
    });
  }
}

test("no engine, no shard", () => {
  assert.equal(chosen({}), undefined);
  assert.equal(chosen({ CI: "true", GITHUB_ACTIONS: "true" }), undefined);
});

test("an engine that has started only one of us does not count", () => {
  const alone: readonly Environment[] = [
    { GITLAB_CI: "true", CI_NODE_TOTAL: "1" },
    { CIRCLE_NODE_INDEX: "0", CIRCLE_NODE_TOTAL: "1" },
    { HEROKU_TEST_RUN_ID: "x", CI_NODE_INDEX: "0", CI_NODE_TOTAL: "1" },
    { CI_NODE_INDEX: "0", CI_NODE_TOTAL: "1" },
    { TEST_TOTAL_SHARDS: "0", TEST_SHARD_INDEX: "0" },
    { DEADPEER_SHARDS: "1" },
  ];
  for (const env of alone) {
    assert.equal(chosen(env), undefined, JSON.stringify(env));
    assert.equal(
      chosen({ ...env, BUILDKITE_PARALLEL_JOB: "1", BUILDKITE_PARALLEL_JOB_COUNT: "1" }),
      undefined,
    );
  }
  const bazelOnCircle = { ...secondOfFour["Bazel"], CIRCLE_NODE_INDEX: "0", CIRCLE_NODE_TOTAL: "1" };
  assert.equal(chosen(bazelOnCircle)?.by, "Bazel");
});

test("CI_NODE_INDEX is refused where neither GitLab nor Heroku says that it is theirs", () => {
  const message = refusal({ CI_NODE_INDEX: "1", CI_NODE_TOTAL: "4" });
  assert.match(message, /from 0 on some engines and from 1 on others.*CI_NODE_INDEX=1, CI_NODE_TOTAL=4/);
});

test("a number of shards is refused where nothing says which this is", () => {
  assert.match(refusal({}, "/4"), /--shard \/4 gives 4 shards, and nothing says which/);
  assert.match(refusal({ DEADPEER_SHARDS: "4" }), /DEADPEER_SHARDS=4 gives 4 shards, and nothing says which/);
  assert.match(
    refusal({ GITLAB_CI: "true", CI_NODE_TOTAL: "4" }),
    /GitLab .*CI_NODE_TOTAL=4.*not which this is/,
  );
});

test("--shard is an index and a total, or a total", () => {
  for (const wrong of ["", "2", "1/", "/", "a/b", "1/2/3", "-1/2", "1.5/2", "1 / 2", "1/1e9", "1/9999999999"])
    assert.match(refusal({}, wrong), /is not INDEX\/TOTAL/, wrong);
  assert.match(refusal({}, "0/4"), /--shard 0\/4: shards are counted from 1 to 4/);
  assert.match(refusal({}, "5/4"), /from 1 to 4/);
  assert.match(refusal({}, "1/0"), /1 to 100000 shards, not 0/);
  assert.match(refusal({}, "1/100001"), /1 to 100000 shards/);
  assert.deepEqual(chosen({}, "04/10"), { index: 4, total: 10, by: "--shard" });
});

test("a shard is described with who said so", () => {
  assert.equal(describeShard({ index: 3, total: 8, by: "GitLab" }), "shard 3 of 8 (GitLab)");
});

test("what Bazel sets is read only from Bazel", () => {
  const env = {
    TEST_SHARD_STATUS_FILE: "/x/status",
    XML_OUTPUT_FILE: "/x/test.xml",
    TESTBRIDGE_TEST_ONLY: "psql*",
    TEST_TMPDIR: "/x/tmp",
    TEST_UNDECLARED_OUTPUTS_DIR: "/x/outputs",
    TEST_INFRASTRUCTURE_FAILURE_FILE: "/x/failure",
  };
  assert.equal(bazelTest(env), undefined);
  assert.deepEqual(bazelTest({ ...env, BAZEL_TEST: "1" }), {
    statusFile: "/x/status",
    xmlFile: "/x/test.xml",
    filter: "psql*",
    temporary: "/x/tmp",
    outputs: "/x/outputs",
    infrastructureFile: "/x/failure",
  });
  assert.deepEqual(bazelTest({ BAZEL_TEST: "1", TESTBRIDGE_TEST_ONLY: "" }), {});
});

test("a failure of the machine has two lines, whatever it says", () => {
  assert.equal(
    describeInfrastructureFailure("unshare: EPERM\n  is not allowed\n"),
    "deadpeer\nunshare: EPERM is not allowed\n",
  );
});
