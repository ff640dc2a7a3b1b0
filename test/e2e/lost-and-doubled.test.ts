// One thing is lost, and another one done twice: the server has as many as were said.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

test("the server prints twice that it has stored one thing, and never the other one", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const server = [
    "--server",
    program("stores-slowly.py"),
    "--server-ready",
    "up",
    "--done-when",
    "/stored \\w+/",
  ];
  const client = [
    "--client",
    program("loses-one-doubles-one.py"),
    "--client-on",
    "pipes",
    "--ready",
    "ready",
  ];
  const before = ["--say", "one", "--expect", "ok one", "--then"];
  const then = ["--say", "two", "--expect", "ok two", "--say", "three", "--expect", "ok three"];
  const fault = [
    "--fault",
    "kill@request:/two/",
    "--after",
    "come-back:100",
    "--expect-verdict",
    "lost=0,duplicated=0",
  ];
  const { verdict } = await experiment(t, server, client, before, then, fault, AT_ONCE);
  neverSays(verdict, { lost: 0 });
  assert.notEqual(verdict.duplicated, 0);
});
