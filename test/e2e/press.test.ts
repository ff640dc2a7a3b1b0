// Keys at the client's terminal, and the end of its input, as things to say.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunRecord } from "../../src/timeline/record.ts";
import { anyUser, deadpeer } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";

const PROGRAMS = ["--server", program("one-process.mjs"), "--client", program("retry.mjs")];
const TALK = ["--say", "hello", "--expect", "answered: hello", "--fault", "stop", "--limit-ms", "800"];

function shown(run: RunRecord | undefined): string[] {
  return (run?.observations ?? []).flatMap((each) =>
    each.kind === "pressed"
      ? [each.key]
      : each.kind === "program-exited" && each.role === "client"
        ? [each.signal ?? `${each.exitCode}`]
        : [],
  );
}

test(anyUser("ctrl-c at its terminal ends the client, which has noticed nothing by itself"), async (t) => {
  const { verdict, runs } = await experiment(t, PROGRAMS, TALK, AT_ONCE, ["--then", "--press", "ctrl-c"]);
  assert.deepEqual(shown(runs[0]), ["ctrl-c", "SIGINT"]);
  assert.equal(verdict.noticed, "never", verdict.summary.join("\n"));
});

test("the end of its input, on a terminal and on pipes", async (t) => {
  for (const on of ["terminal", "pipes"]) {
    const client = ["--client", `${program("socket-lines.py")}`, "--client-on", on];
    const talk = ["--say", "hello", "--fault", "reset", "--then", "--press", "end-of-input"];
    const { runs } = await experiment(t, ["--server", program("one-process.mjs")], client, talk, AT_ONCE);
    assert.deepEqual(shown(runs[0]).length, 2, on);
    assert.equal(shown(runs[0])[0], "end-of-input");
  }
});

for (const [args, says] of [
  [["--press", "ctrl-x"], /Unknown key "?ctrl-x"?: it is one of end-of-input, ctrl-c/],
  [["--press", "ctrl-c", "--client-on", "pipes"], /A key such as ctrl-c is pressed at a terminal/],
] as const) {
  test(`${args.join(" ")}: a clear error, exit code 2`, async () => {
    const { code, stderr } = await deadpeer(["run", ...PROGRAMS, ...args]).outcome;
    assert.match(stderr, says);
    assert.equal(code, 2);
  });
}
