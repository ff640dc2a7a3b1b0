// A client of WebSocket that drops the orders it has while it is not connected: the upgrade, which has a key of its own each
// time, is asked in the place of none of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./harness.ts";
import { program } from "./own.ts";
import { neverSays } from "./never-says.ts";

test("orders that were passed over are not said to be there", async (t) => {
  const orders = program("orders-while-open.mjs");
  const programs = ["--server", `${orders} serve`, "--server-ready", "up", "--client", orders];
  const fault = ["--client-on", "pipes", "--fault", "reset", "--watch-ms", "2500"];
  const { runs, code } = await run(t, [...programs, ...fault, "--expect-verdict", "lost=0,unreported=0"]);
  const printed = (runs[0]?.observations ?? []).flatMap((each) =>
    each.kind === "printed" && each.role === "server" ? [each.text] : [],
  );
  const got = new Set([...printed.join("").matchAll(/"order":(\d+)/g)].map(([, number]) => Number(number)));
  assert.ok(got.size > 5 && got.size + 2 < Math.max(...got), [...got].join(" "));
  neverSays(runs[0]?.verdict, { lost: 0 });
  assert.notEqual(code, 0);
});
