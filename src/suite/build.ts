// Which build of an engine of continuous integration a process belongs to, so that what an earlier build has left is not
// taken for a result of this one.

import { type Environment, valueOf } from "./engine-table.ts";

/** For any other engine: what is the same in all jobs of a build, and in no other build. */
const BUILD_VARIABLE = "DEADPEER_BUILD";

/** Each stays the same where only a part of the build is run again. */
const builds: readonly (readonly [engine: string, variable: string])[] = [
  // docs.github.com, "Default environment variables": does not change if the run is run again.
  ["GitHub", "GITHUB_RUN_ID"],
  // docs.gitlab.com/ci/variables/predefined_variables: unique in the instance; a job that is tried again stays in its
  // pipeline.
  ["GitLab", "CI_PIPELINE_ID"],
  // buildkite.com/docs/pipelines/configure/environment-variables.
  ["Buildkite", "BUILDKITE_BUILD_ID"],
  // The workflow's own id is a new one where its failed jobs are run again (percy/python-percy-client#45).
  ["CircleCI", "CIRCLE_WORKFLOW_WORKSPACE_ID"],
  // support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets: failed steps are run again in the same build.
  ["Bitbucket", "BITBUCKET_BUILD_NUMBER"],
  // devcenter.heroku.com/articles/heroku-ci.
  ["Heroku", "HEROKU_TEST_RUN_ID"],
];

/** `GitHub 1658821493`; undefined outside, and in an engine that does not say. */
export function buildOf(env: Environment): string | undefined {
  const named = valueOf(BUILD_VARIABLE, env);
  if (named !== undefined) return named;
  const found = builds.find(([, variable]) => valueOf(variable, env) !== undefined);
  return found && `${found[0]} ${env[found[1]]}`;
}
