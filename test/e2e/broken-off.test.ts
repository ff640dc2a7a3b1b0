// HTTP/2: a server that breaks off what is under way as it ends.

import assert from "node:assert/strict";
import { test } from "node:test";
import { AT_ONCE, experiment, program } from "./own.ts";

test("RST_STREAM is no answer to what was typed, whatever the client prints", async (t) => {
  const server = ["--server", program("breaks-off-as-it-ends.mjs")];
  const client = ["--client", program("posts-lines.mjs"), "--client-on", "pipes", "--ready", "ready"];
  const says = ["--say", "one", "--expect", "sent one", "--then", "--say", "two", "--expect", "sent two"];
  const { verdict } = await experiment(
    t,
    server,
    client,
    says,
    ["--fault", "terminate@request:/two/"],
    AT_ONCE,
  );
  assert.deepEqual([verdict.lost, verdict.unreported], [1, 1], verdict.summary.join("\n"));
});
