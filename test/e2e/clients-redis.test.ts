// Clients of redis-server: redis-cli at its terminal, and ioredis.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { hasProgram } from "./harness.ts";
import { ALONE, AT_ONCE, SILENCE, assertVerdict, experiment, program } from "./own.ts";

const SERVER = ["--server", 'exec redis-server --port $PORT --bind $HOST --save "" --protected-mode no'];

const hasRedis = (t: TestContext): boolean => hasProgram(t, "redis-server") && hasProgram(t, "redis-cli");

const CLI = [
  "--client",
  "exec redis-cli -h $HOST -p $PORT",
  "--client-env",
  "REDISCLI_HISTFILE=/dev/null",
  "--say",
  "PING",
  "--expect",
  "PONG",
];

// redis-cli edits its line with linenoise, which reads one byte after the other from the terminal: it cannot know before
// it is used. Then the write succeeds (the kernel learns by the RST that answers it), the read finds the end of file,
// and hiredis says "Server closed the connection". We had expected that redis-cli connects anew by itself and sends the
// command again, as it did before 7.0 (issueCommandRepeat); strace shows no connect(2) until the next command: it frees
// its context, and prompts `not connected>`.
test("redis-cli, server killed: on use, and the command is lost", async (t) => {
  if (!hasRedis(t)) return;
  const seen = await experiment(t, SERVER, CLI, AT_ONCE);
  assertVerdict(seen, { ending: "fin", noticed: "on-use", reaction: "closes", lost: 1, grade: "pass" });
  assert.match(seen.verdict.told ?? "", /^Error: Server closed the connection\nnot connected>$/);
  assert.equal(seen.verdict.waiting, "asleep in read(0) on its terminal");
  assert.equal(seen.verdict.exit, undefined);
});

// The next command connects (issueCommandRepeat: no context): one is lost, the second is answered.
test("redis-cli, server killed and back: the first command is lost, the second connects anew", async (t) => {
  if (!hasRedis(t)) return;
  const twice = ["--then", "--say", "PING", "--expect", "PONG"];
  const again = ["--say", "PING", "--expect", "PONG"];
  const seen = await experiment(t, SERVER, CLI, twice, again, ["--after", "come-back:0"], AT_ONCE);
  assertVerdict(seen, { ending: "fin", noticed: "on-use", reaction: "reconnects", lost: 1 });
  assert.equal(seen.verdict.told, "Error: Server closed the connection\nnot connected>");
  assert.match(seen.verdict.summary.at(-1) ?? "", /connected again/);
});

// The RST is kept as the socket's error: the write itself fails (tcp(7)), and hiredis prints strerror.
test("redis-cli, connection reset: on use, with the kernel's message", async (t) => {
  if (!hasRedis(t)) return;
  const seen = await experiment(t, SERVER, CLI, ["--fault", "reset"], AT_ONCE);
  assertVerdict(seen, { ending: "rst", noticed: "on-use", reaction: "closes", lost: 1 });
  assert.match(seen.verdict.told ?? "", /^Error: Connection reset by peer/);
});

// It waits for its answer when the FIN comes, and closes. The RST for its command comes after that, however slow it is.
// (Its own FIN is not always seen: a command that was sent again meanwhile leaves no room for it in the congestion window.)
test("redis-cli, a command crosses the FIN: it is told at once, by the FIN, and closes", async (t) => {
  if (!hasRedis(t)) return;
  const seen = await experiment(t, SERVER, CLI, ["--fault", "kill@crossing"], ALONE);
  assertVerdict(seen, { ending: "fin", noticed: "at-once", reaction: "closes" });
  assert.match(seen.verdict.told ?? "", /Server closed the connection/);
  assert.match(seen.verdict.waiting, /^asleep in recvfrom\(\d+\) on the connection$/);
});

// redis-cli has no time-out for an answer. It turns keepalive on (TCP_KEEPIDLE 15 s): in less than that, nothing.
for (const fault of ["stop", "host-crash"]) {
  test(`redis-cli, ${fault}: it waits for its answer`, async (t) => {
    if (!hasRedis(t)) return;
    const seen = await experiment(t, SERVER, CLI, ["--fault", fault], SILENCE, AT_ONCE);
    assertVerdict(seen, { ending: "silence", noticed: "never", reaction: "hangs", lost: 1 });
    assert.equal(seen.verdict.told, "");
  });
}

const IOREDIS = [
  "--client",
  program("ioredis.mjs"),
  "--ready",
  "ready",
  "--say",
  "PING",
  "--expect",
  "reply: PONG",
];

// README of ioredis, "Auto-reconnect": it connects anew when the connection is lost, after min(times * 50, 2000) ms, and
// keeps commands in its offline queue meanwhile. Without a listener it prints each error.
test("ioredis, server killed: at once, and it tries to connect anew", async (t) => {
  if (!hasRedis(t)) return;
  const seen = await experiment(t, SERVER, IOREDIS, SILENCE, AT_ONCE);
  assertVerdict(seen, { ending: "fin", noticed: "at-once", reaction: "reconnects", lost: 1, grade: "pass" });
  assert.equal(seen.verdict.by, "its own FIN");
  assert.match(seen.verdict.told ?? "", /^\[ioredis\] Unhandled error event: Error: connect ECONNREFUSED/);
  assert.match(seen.verdict.summary.at(-1) ?? "", /tried to connect again, without success/);
});

test("ioredis, server killed and back: nothing is lost", async (t) => {
  if (!hasRedis(t)) return;
  const seen = await experiment(t, SERVER, IOREDIS, ["--after", "come-back"], AT_ONCE);
  assertVerdict(seen, { ending: "fin", noticed: "at-once", reaction: "reconnects", lost: 0 });
  assert.match(seen.verdict.summary.at(-1) ?? "", /\(connected again\)\.$/);
});

test("ioredis, connection reset: at once, it says so and connects anew", async (t) => {
  if (!hasRedis(t)) return;
  const seen = await experiment(t, SERVER, IOREDIS, ["--fault", "reset"], ALONE);
  assertVerdict(seen, { ending: "rst", noticed: "at-once", reaction: "reconnects" });
  assert.match(seen.verdict.told ?? "", /Error: read ECONNRESET/);
});

// There is commandTimeout, and it is not set.
test("ioredis, server stopped: it waits for its answer", async (t) => {
  if (!hasRedis(t)) return;
  const seen = await experiment(t, SERVER, IOREDIS, ["--fault", "stop"], SILENCE, ALONE);
  assertVerdict(seen, { ending: "silence", noticed: "never", reaction: "hangs" });
  assert.match(seen.verdict.waiting, /^asleep in epoll_p?wait on .*\(the connection\)/);
});
