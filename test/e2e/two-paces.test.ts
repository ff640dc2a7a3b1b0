// A right service of two loops, of which one asks the same again and again, faster than the other one, which counts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";

// Its connection was idle as it was reset: nothing was on its way, every order is there, and that it is alive is said on.
test("who posts at two paces, and passes over nothing, is not said to have left anything out", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const server = program("stores.py").replace("exec ", "exec env HTTP=1 ");
  const programs = ["--server", server, "--server-ready", "up", "--client", program("two-paces.mjs")];
  const fault = ["--client-on", "pipes", "--fault", "reset", "--watch-ms", "3000"];
  const seen = await run(t, [...programs, ...fault, ...AT_ONCE]);
  const { verdict, observations = [] } = seen.runs[0] ?? {};
  const sent = observations.flatMap((each) =>
    each.kind === "segment" ? [Buffer.from(each.payload, "base64").toString()] : [],
  );
  const orders = [...sent.join("").matchAll(/order (\d+)/g)].map(([, number]) => Number(number));
  assert.ok(orders.length > 4);
  assert.deepEqual(
    orders,
    orders.map((_, i) => i + 1),
  );
  assert.equal(seen.code, 0, verdict?.summary.join("\n"));
});
