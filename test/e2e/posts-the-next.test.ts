// A client that posts one event after the other to the same path: the next one is not the one that was cut, posted again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

test("what is posted next, with another body, is no second try of what was cut", async (t) => {
  const server = ["--server", program("begins-at-once.mjs")];
  const client = ["--client", program("posts-events.mjs"), "--client-on", "pipes"];
  const fault = ["--fault", "kill@request:/event 3/", "--after", "come-back:200", "--watch-ms", "1000"];
  const { verdict } = (await run(t, [...server, ...client, ...fault, ...AT_ONCE])).runs[0] ?? {};
  neverSays(verdict, {});
  assert.deepEqual([verdict?.lost, verdict?.unreported], [undefined, undefined], verdict?.summary.join("\n"));
  assert.match(verdict?.ledger?.said[0]?.why ?? "", /may have asked the same there/);
});
