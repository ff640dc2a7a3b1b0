// A client that is still at its work when nobody watches any longer, and has been answered all that it has asked: nothing of
// it is lost yet. How its session begins is long, and comes once more.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram, run } from "./harness.ts";
import { program } from "./own.ts";
import { neverSays } from "./never-says.ts";

test("who is still at work, and answered, has lost nothing yet", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const client = ["--client", program("session-and-stores.py"), "--client-on", "pipes"];
  const programs = ["--server", program("stores.py"), "--server-ready", "up", ...client];
  const expected = ["--expect-verdict", "lost=0,unreported=0"];
  const { runs, code } = await run(t, [...programs, "--fault", "reset", "--watch-ms", "500", ...expected]);
  const [first] = runs;
  const bytes = first?.verdict.ledger?.bytes ?? [];
  const sent = bytes.filter(({ direction }) => direction === "client->server");
  assert.deepEqual(new Set(sent.map(({ fate }) => fate)), new Set(["answered"]));
  assert.equal(first?.verdict.exit, undefined);
  neverSays(first?.verdict, { lost: 1 });
  assert.notEqual(code, 1);
});
