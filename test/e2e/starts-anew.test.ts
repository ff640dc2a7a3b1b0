// A worker that ends with an error, and a shell that starts it anew until it has done its work: while its server stays down
// that is trying on, though nothing of it sleeps on a connection.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";

test("what is started anew until it succeeds may yet succeed", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const worker = program("session-and-stores.py").replace("exec ", "");
  const client = `until ${worker}; do sleep 0.2; done 2>/dev/null`;
  const programs = ["--server", program("stores.py"), "--server-ready", "up", "--client", client];
  const watched = ["--client-on", "pipes", "--fault", "kill", "--kill", "tree", "--watch-ms", "1500"];
  const { runs, code } = await run(t, [...programs, ...watched, ...AT_ONCE]);
  const { verdict, observations = [] } = runs[0] ?? {};
  const refused = observations.filter(
    ({ kind, ...each }) => kind === "segment" && "flags" in each && each.flags === "R.",
  );
  assert.ok(refused.length > 1, `${refused.length} attempts were refused`);
  assert.equal(verdict?.lost, 1);
  assert.equal(verdict.undecided?.["unreported"], "too-short", verdict.summary.join("\n"));
  assert.equal(code, 3);
});
