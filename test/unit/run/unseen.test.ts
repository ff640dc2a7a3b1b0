// What is searched for in what is printed is refused where that is left out, before anything is run.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isFailure } from "../../../src/failure.ts";
import { checkRunOptions } from "../../../src/run/check-options.ts";
import type { RunOptions } from "../../../src/run/options.ts";

const CLIENT = { client: "exec ./client" } as const;

const refused: readonly (readonly [RunOptions, RegExp])[] = [
  [
    { ...CLIENT, exchange: [{ say: "x" }, { expect: "y" }], without: ["output"] },
    /^What is expected is searched for in what is printed, and without: "output" leaves that out\. Leave out one/,
  ],
  [{ ...CLIENT, afterwards: [{ expect: "y" }], without: ["output"] }, /^What is expected is searched for/],
  [{ ...CLIENT, ready: "y", without: ["waiting", "output"] }, /^ready is searched for in what is printed/],
  [{ ...CLIENT, server: "s", doneWhen: "y", without: ["output"] }, /^doneWhen is searched for/],
  [{ ...CLIENT, meansFailed: "y", without: ["output"] }, /^meansFailed is searched for/],
  [{ ...CLIENT, fault: "kill@printed:y", without: ["output"] }, /^What the moment printed waits for/],
];

test("--without output, and something that is searched for in it: refused", () => {
  for (const [options, says] of refused)
    assert.throws(
      () => checkRunOptions(options),
      (error) => isFailure(error) && error.exitCode === 2 && says.test(`${error.message} ${error.remedy}`),
      JSON.stringify(options),
    );
});

test("a section without what is printed is a run", () => {
  assert.deepEqual(checkRunOptions({ scenario: "5.12", without: ["output"] }).without, ["output"]);
});
