// What `npm run oracle --` is given is looked at before anything is run.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { clients } from "../oracle/clients.ts";
import { HELP, readArguments, runsOf } from "../oracle/options.ts";

/** How many runs that would be; else what is wrong with it. */
function asked(...args: readonly string[]): unknown {
  const read = readArguments(args, clients);
  if (read === "help") return read;
  if ("unknown" in read) return read.unknown;
  return clients.flatMap(runsOf).filter(({ client, on, death }) => read.isWanted(client, on, death)).length;
}

test("names and options: what is known is run, and what is not is named", () => {
  const all = clients.flatMap(runsOf).length;
  assert.deepEqual([asked(), asked("--alone"), all > 100], [all, all, true]);
  assert.equal(asked("psql/pipes/kill"), 1);
  assert.deepEqual(asked("psql", "nobody", "psql/nowhere", "--alone", "--nope"), [
    "--nope",
    "nobody",
    "psql/nowhere",
  ]);
  for (const help of ["--help", "-h"]) assert.equal(asked("nobody", help), "help");
});

test("--help ends at once with 0, an unknown name with 2", () => {
  const oracle = (...args: readonly string[]): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, ["build/test/oracle/main.js", ...args], { encoding: "utf8" });
  const [help, nobody] = [oracle("--help"), oracle("nobody")];
  assert.deepEqual([help.status, help.stderr], [0, ""]);
  assert.match(String(help.stdout), /^npm run oracle -- /);
  assert.deepEqual([nobody.status, nobody.stdout], [2, ""]);
  assert.match(String(nobody.stderr), /There is no nobody\. --help/);
});

test("the help names every place and every death as they are given", () => {
  for (const { on, death } of clients.flatMap(runsOf))
    assert.match(HELP, new RegExp(`PLACE .*\\b${on}\\b[^]*DEATH .*\\b${death}\\b`));
});
