// A client whose library warns, where it connects anew, that it is used in an old way: that tells of no loss.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

for (const [what, env] of [
  ["no word", ""],
  ["a DeprecationWarning alone", "WARNS=1"],
  ["a DeprecationWarning, and the line that it is about,", "WARNS=of-its-line"],
] as const)
  test(`with ${what} nobody was told of the thing that was lost`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const server = ["--server", program("stores.py"), "--server-ready", "up"];
    const client = ["--client", program("puts-each.py").replace("exec ", `exec env ${env} `)];
    const fault = ["--client-on", "pipes", "--fault", "kill@request:/thing 003/", "--watch-ms", "2000"];
    const { verdict } = await experiment(t, server, client, fault, AT_ONCE, ["--expect-verdict", "none"]);
    assert.equal(verdict.lost, 1, verdict.summary.join("\n"));
    neverSays(verdict, { unreported: 0 });
  });

test("Node says behind a warning how to find where it comes from: that tells of no loss either", async (t) => {
  const server = ["--server", program("stores.py"), "--server-ready", "up"];
  const client = ["--client", program("puts-and-warns.mjs"), "--client-on", "pipes", "--watch-ms", "3000"];
  const fault = [
    "--fault",
    "kill@request:/thing 003/",
    "--after",
    "come-back:100",
    "--expect-verdict",
    "none",
  ];
  const { verdict } = await experiment(t, server, client, fault, AT_ONCE);
  assert.equal(verdict.lost, 1, verdict.summary.join("\n"));
  neverSays(verdict, { unreported: 0 });
});
