// A server that answers with 503 what it will not do any more, and a client that looks at no answer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

// The server's log lacks `event 3`, which nobody posts again.
test("a 503 that its server says as it ends is no answer, where without the fault all are 200", async (t) => {
  const server = ["--server", program("refuses-as-it-ends.mjs")];
  const client = ["--client", program("posts-events.mjs"), "--client-on", "pipes"];
  const fault = ["--fault", "terminate@request:/event 3/", "--after", "come-back:200", "--watch-ms", "3000"];
  const { verdict } = (await run(t, [...server, ...client, ...fault, ...AT_ONCE])).runs[0] ?? {};
  assert.match(verdict?.ledger?.said[0]?.why ?? "", /what the server says as it ends/);
  neverSays(verdict, {});
  assert.deepEqual([verdict?.lost, verdict?.unreported], [undefined, undefined], verdict?.summary.join("\n"));
});
