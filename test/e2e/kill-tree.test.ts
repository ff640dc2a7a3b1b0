// A server that is killed as a whole (`--kill tree`), though its processes come and go meanwhile.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cli, quoted, run } from "./harness.ts";

// A process of its own every few milliseconds: some of those that are listed have ended when they are to be watched.
test("a server whose processes come and go is killed as a whole", async (t) => {
  const serve = `node ${quoted(cli)} serve --host 0.0.0.0 --port $PORT`;
  const server = ["--server", `while :; do /bin/true; done & exec ${serve}`, "--kill", "tree"];
  for (let time = 0; time < 5; time += 1) {
    const { code, runs, stderr } = await run(t, [...server, "--control", "none", "--watch-ms", "100"]);
    assert.equal(code, 0, stderr);
    assert.equal(runs[0]?.verdict.ending.by, "fin");
  }
});
