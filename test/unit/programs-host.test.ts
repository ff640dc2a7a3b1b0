// Where the server of an experiment listens: not farther than its client is.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ExperimentSpec } from "../../src/inside/spec.ts";
import { serverCommand } from "../../src/inside/programs.ts";
import { checkRunOptions } from "../../src/run/check-options.ts";
import { specOf } from "../../src/run/plan.ts";
import { type ScenarioName, scenarios } from "../../src/run/scenarios.ts";

function specFor(scenario: ScenarioName, network: ExperimentSpec["network"]): ExperimentSpec {
  const [plan] = scenarios[scenario].runs;
  if (plan === undefined) throw new Error(`no plan for ${scenario}`);
  return specOf(scenario, plan, checkRunOptions({ network }));
}

function hostOf(spec: ExperimentSpec): string | undefined {
  const { argv } = serverCommand(spec);
  return argv[argv.indexOf("--host") + 1];
}

test("on the machine's own network deadpeer's programs listen on its loopback only", () => {
  for (const scenario of ["experiment", "5.13"] as const)
    assert.equal(hostOf(specFor(scenario, "machine")), "127.0.0.1", scenario);
  const upstream = { ...specFor("experiment", "machine"), custom: { upstream: "db:5432" } };
  assert.equal(hostOf(upstream as ExperimentSpec), "127.0.0.1");
});

test("in a network of their own they listen everywhere", () => {
  for (const network of ["loopback", "two-hosts"] as const) {
    assert.equal(hostOf(specFor("experiment", network)), "0.0.0.0");
    const upstream = { ...specFor("experiment", network), custom: { upstream: "db:5432" } };
    assert.equal(hostOf(upstream as ExperimentSpec), "0.0.0.0");
  }
});

test("section 5.12 is about a server that listens on *, wherever it runs", () => {
  for (const network of ["loopback", "machine"] as const)
    assert.equal(hostOf(specFor("5.12", network)), "0.0.0.0");
});
