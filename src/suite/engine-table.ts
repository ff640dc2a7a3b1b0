// The variables in which engines of continuous integration say which part of a job a process is.

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Engine {
  readonly name: string;
  /** The variable of the index. */
  readonly index: string;
  /** The variable of the total; Kubernetes has none. */
  readonly total?: string;
  /** What the index of the first shard is; left out where nobody knows. */
  readonly first?: 0 | 1;
  /** Whether the variables are this engine's, where others have them too. */
  readonly isHere?: (env: Environment) => boolean;
}

const isGitLab = (env: Environment): boolean => valueOf("GITLAB_CI", env) !== undefined;
const isHeroku = (env: Environment): boolean => valueOf("HEROKU_TEST_RUN_ID", env) !== undefined;

export const engines: readonly Engine[] = [
  // kubernetes.io/docs/tasks/job/indexed-parallel-processing-static: the variable is set by the control plane, from 0. There
  // is none for the number of completions (kubernetes/kubernetes#106009).
  { name: "Kubernetes", index: "JOB_COMPLETION_INDEX", first: 0 },
  // bazel.build/reference/test-encyclopedia, "Test sharding": beginning at 0. A total of 0 is that of a test that is not
  // sharded (Bazel's own test-setup.sh takes it so).
  { name: "Bazel", index: "TEST_SHARD_INDEX", total: "TEST_TOTAL_SHARDS", first: 0 },
  // docs.gitlab.com/ci/variables/predefined_variables: from 1, and only with `parallel`; the total is 1 without it
  // (lib/gitlab/ci/variables/builder.rb).
  { name: "GitLab", index: "CI_NODE_INDEX", total: "CI_NODE_TOTAL", first: 1, isHere: isGitLab },
  // devcenter.heroku.com/articles/heroku-ci-parallel-test-runs: the names of GitLab, "zero-indexed".
  { name: "Heroku", index: "CI_NODE_INDEX", total: "CI_NODE_TOTAL", first: 0, isHere: isHeroku },
  // Others have these names too: Travis and Knapsack by convention (npmjs.com/package/ci-parallel-vars).
  {
    name: "An unknown engine",
    index: "CI_NODE_INDEX",
    total: "CI_NODE_TOTAL",
    isHere: (env) => !isGitLab(env) && !isHeroku(env),
  },
  // docs.semaphore.io/using-semaphore/jobs, "Job parallelism": from 1 (also KnapsackPro/knapsack_pro-ruby#89).
  { name: "Semaphore", index: "SEMAPHORE_JOB_INDEX", total: "SEMAPHORE_JOB_COUNT", first: 1 },
  // buildkite.com/docs/pipelines/configure/environment-variables: from 0.
  { name: "Buildkite", index: "BUILDKITE_PARALLEL_JOB", total: "BUILDKITE_PARALLEL_JOB_COUNT", first: 0 },
  // circleci.com/docs/variables: from 0 to the total - 1; 0 of 1 without `parallelism`.
  { name: "CircleCI", index: "CIRCLE_NODE_INDEX", total: "CIRCLE_NODE_TOTAL", first: 0 },
  // support.atlassian.com/bitbucket-cloud/docs/parallel-step-options: zero-based, in every group of parallel steps.
  { name: "Bitbucket", index: "BITBUCKET_PARALLEL_STEP", total: "BITBUCKET_PARALLEL_STEP_COUNT", first: 0 },
];

/** Whether the engine has started several of us. */
export function isSplit({ index, total, isHere }: Engine, env: Environment): boolean {
  if (isHere?.(env) === false) return false;
  const all = total === undefined ? undefined : valueOf(total, env);
  if (all === undefined) return valueOf(index, env) !== undefined;
  return !/^0*[01]?$/.test(all);
}

/** An empty variable is one that was not set: that is how a pipeline passes on what it does not have. */
export function valueOf(name: string, env: Environment): string | undefined {
  return env[name] === "" ? undefined : env[name];
}
