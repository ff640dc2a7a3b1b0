// A client that polls, whose answer is broken off in the middle, and that goes on with the next one: however often it has
// asked before, and will have in the control.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

// The segments: half of the list of that number, and no ask for it again.
for (const [asks, pause, number, watchMs] of [
  ["few", "0.1", "105", "1000"],
  ["many", "0.02", "150", "4000"],
] as const)
  test(`after ${asks} asks an answer that was broken off is not taken for whole`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const server = ["--server", program("answers-lists.py"), "--server-ready", "up"];
    const client = ["--client", `PAUSE=${pause}; export PAUSE; ${program("polls-lists.py")}`];
    const fault = [
      "--client-on",
      "pipes",
      "--fault",
      `kill@reply:/row 2. of ${number}/`,
      "--watch-ms",
      watchMs,
    ];
    const { code, runs } = await run(t, [...server, ...client, ...fault, ...AT_ONCE]);
    const { verdict } = runs[0] ?? {};
    neverSays(verdict, { lost: 0 });
    assert.notEqual(code, 0);
  });
