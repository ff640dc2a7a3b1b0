// A client that waits for all that it has at once, and shows its prompt again though no answer came: it waits no more.

import assert from "node:assert/strict";
import { test } from "node:test";
import { AT_ONCE, SILENCE, experiment, program } from "./own.ts";

test("its prompt comes again with nothing come: it has given up, or will print what comes however late", async (t) => {
  const client = ["--client", program("prompts-again.mjs"), "--client-on", "pipes", "--ready", "> "];
  const says = ["--say", "one", "--expect", "one", "--then", "--say", "two", "--expect", "two"];
  const { verdict } = await experiment(
    t,
    client,
    says,
    ["--fault", "stop", "--expect-verdict", "lost=1"],
    AT_ONCE,
    SILENCE,
  );
  assert.deepEqual([verdict.reaction, verdict.unreported], ["none", undefined], verdict.summary.join("\n"));
});
