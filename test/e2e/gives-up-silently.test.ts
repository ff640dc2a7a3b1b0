// A client that gives up by a time limit in its event loop, without a word: it no longer waits for its answer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const CLIENT = ["--client", program("gives-up-in-a-loop.mjs"), "--client-on", "pipes", "--ready", "ready"];
const SAID = ["--say", "one", "--expect", "answer: one", "--then", "--say", "two", "--expect", "answer: two"];

// strace: epoll_pwait is 0 after 299 ms, which is its time-out; the answer comes later, is read (read(2) of all of it), and
// no write(2) follows. ioredis with a commandTimeout whose error nobody looks at does the same.
test("an answer that it has read, and not printed, it will not tell of", async (t) => {
  const { runs } = await run(t, [
    ...CLIENT,
    ...SAID,
    "--fault",
    "pause:1000",
    "--limit-ms",
    "2000",
    ...AT_ONCE,
  ]);
  const { verdict } = runs[0] ?? {};
  assert.equal(verdict?.ledger?.said.at(-1)?.fate, "read", verdict?.summary.join("\n"));
  assert.equal(verdict?.lost, 1);
  neverSays(verdict, { unreported: 0 });
  assert.doesNotMatch(verdict?.summary.join(" ") ?? "", /waits for an answer that will not come/);
});

// strace: as above, and then it sleeps in epoll_pwait without a time limit.
test("nor is it known to tell of one that never comes", async (t) => {
  const { code, runs } = await run(t, [
    ...CLIENT,
    ...SAID,
    "--fault",
    "stop",
    "--limit-ms",
    "2000",
    ...AT_ONCE,
  ]);
  const { verdict } = runs[0] ?? {};
  assert.equal(verdict?.lost, 1);
  neverSays(verdict, { unreported: 0 });
  assert.notEqual(code, 0);
});
