// Commands that share the options of a run name in their help each that they take, and refuse the others.

import assert from "node:assert/strict";
import { test } from "node:test";
import { help as drainHelp } from "../../../src/cli/drain/help.ts";
import { readArguments as readDrain } from "../../../src/cli/drain/options.ts";
import { help as idleHelp } from "../../../src/cli/idle/help.ts";
import { readArguments as readIdle } from "../../../src/cli/idle/options.ts";
import { experimentFlags } from "../../../src/cli/run/experiment-options.ts";
import { help as toleranceHelp } from "../../../src/cli/tolerance/help.ts";
import { readArguments as readTolerance } from "../../../src/cli/tolerance/options.ts";
import { help as throughHelp } from "../../../src/cli/through/help.ts";
import { readArguments as readThrough } from "../../../src/cli/through/options.ts";
import { isFailure } from "../../../src/failure.ts";

const { signal } = new AbortController();

const commands: Readonly<
  Record<string, readonly [help: string, read: (args: readonly string[]) => unknown]>
> = {
  idle: [idleHelp, (args) => readIdle(args, signal)],
  tolerance: [toleranceHelp, (args) => readTolerance(args, () => undefined)],
  drain: [drainHelp, (args) => readDrain(args, signal)],
  through: [throughHelp, (args) => readThrough(["--through", "cat", ...args], signal, () => undefined)],
};

/** Valid by themselves, so that they are refused for what they are. */
const values: Readonly<Record<string, string>> = {
  kill: "tree",
  connection: "newest",
  control: "none",
  controls: "2",
  "limit-ms": "1000",
  upstream: "db.example.org:5432",
};

for (const [command, [help, read]] of Object.entries(commands)) {
  test(`deadpeer ${command} names each option of a run that it takes, and refuses the others with a sentence`, () => {
    const named = new Set([...help.matchAll(/--([a-z-]+)/g)].map(([, name]) => name));
    const others = Object.keys(experimentFlags).filter((name) => !named.has(name));
    for (const name of others)
      assert.throws(
        () => read(["--say", "hi", `--${name}`, values[name] ?? "text"]),
        (error) => isFailure(error) && error.exitCode === 2 && error.message.includes(`--${name} `),
        `--${name}`,
      );
  });
}

test("the control is made beside the run where the help says that it is by default, and as asked elsewhere", () => {
  const ofIdle = (...args: string[]): unknown => readIdle(args, signal).request.idle.custom.control;
  const ofTolerance = (...args: string[]): unknown =>
    readTolerance(args, () => undefined).search.requestOf("kill").custom.control;
  assert.match(idleHelp, /--control \(default at-once\)/);
  assert.match(toleranceHelp, /--control \(default at-once\)/);
  assert.equal(ofIdle(), "at-once");
  assert.equal(ofTolerance(), "at-once");
  assert.equal(ofIdle("--control", "after"), "after");
  assert.equal(ofTolerance("--control", "none"), "none");
});
