// A client that says that all is saved, and its server is away for longer than the control was watched: what it asks then no
// control has come to.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasAll, overTls, storedBy } from "./over-tls.ts";
import { program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const P = program("orders-and-reports.py");

test("who says saved of forty orders that were never sent does not pass, however long its server was away", async (t) => {
  if (!hasAll(t)) return;
  const programs = { server: `${P} serve`, client: `${P} lies`, variables: "PLAIN=1" };
  const seen = await overTls(t, programs, ["--fault", "kill", "--after", "come-back:3000"]);
  const stored = storedBy(seen);
  assert.ok(Math.max(...stored) - new Set(stored).size > 20, stored.join(" "));
  neverSays(seen.runs[0]?.verdict, { lost: 0 });
  assert.notEqual(seen.code, 0);
});
