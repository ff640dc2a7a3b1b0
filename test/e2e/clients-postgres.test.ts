// Clients of PostgreSQL: psql at its terminal, and of pg a Client that idles and a Pool.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ofKind } from "../../src/timeline/queries.ts";
import { anyUser } from "./harness.ts";
import { ALONE, SILENCE, assertVerdict, experiment, program } from "./own.ts";
import { onceReady, runAlone, server } from "./postgres.ts";

const psql = (): readonly string[] => [
  "--client",
  onceReady("exec psql -X -h $HOST -p $PORT -U postgres postgres"),
  "--client-env",
  "PSQL_HISTORY=/dev/null",
  "--say",
  "select 6*7;",
  "--expect",
  "1 row",
];

// psql reads its line with readline(3), which waits for the terminal alone. The query is written, the end of file is read,
// libpq says "server closed the connection unexpectedly", and psql tries PQreset() once (CheckConnection() in common.c).
// It never sends the query again. A backend that was killed makes the postmaster restart all the others: whether the
// attempt succeeds is a matter of time.
test(
  anyUser("psql, its backend killed: on use, it tries to connect anew, and the query is lost"),
  async (t) => {
    const postgres = server(t);
    if (postgres === undefined) return;
    const seen = await experiment(t, postgres, psql());
    assertVerdict(seen, {
      ending: "fin",
      noticed: "on-use",
      reaction: "reconnects",
      lost: 1,
      exit: undefined,
    });
    assert.match(seen.verdict.told ?? "", /^server closed the connection unexpectedly\n/);
    assert.match(seen.verdict.told ?? "", /Attempting reset: (Succeeded|Failed)\./);
    assert.match(seen.verdict.waiting, /^asleep in p?select6?\(0\) on its terminal$/);
  },
);

test("psql, the whole server killed: the attempt fails, and it goes on without a connection", async (t) => {
  const postgres = server(t);
  if (postgres === undefined) return;
  const seen = await experiment(t, postgres, psql(), ["--kill", "tree"]);
  assertVerdict(seen, { ending: "fin", noticed: "on-use", reaction: "reconnects", lost: 1, exit: undefined });
  assert.match(seen.verdict.told ?? "", /Attempting reset: Failed\.\n!\?>$/);
  assert.match(seen.verdict.summary.join(" "), /tried to connect again, without success/);
});

// The write fails with ECONNRESET, for which libpq has the same words as for an end of file (fe-secure.c). The postmaster
// has lost nobody: it accepts.
test("psql, connection reset: on use, and the attempt succeeds", async (t) => {
  const postgres = server(t);
  if (postgres === undefined) return;
  const seen = await experiment(t, postgres, psql(), ["--fault", "reset"]);
  assertVerdict(seen, { ending: "rst", noticed: "on-use", reaction: "reconnects", lost: 1 });
  assert.match(seen.verdict.told ?? "", /Attempting reset: Succeeded\./);
});

// What the backend said before its FIN lies in the receive queue until psql reads it.
test("psql, its backend terminated: on use it prints what the server had said long before", async (t) => {
  const postgres = server(t);
  if (postgres === undefined) return;
  const seen = await experiment(t, postgres, psql(), ["--fault", "terminate"]);
  assertVerdict(seen, { ending: "fin", noticed: "on-use", reaction: "reconnects", lost: 1 });
  assert.match(seen.verdict.told ?? "", /^FATAL: {2}terminating connection due to administrator command\n/);
});

// libpq has no time-out for an answer; tcp_user_timeout is 0, keepalives are the system's (2 h).
test("psql, server stopped: it waits for its answer", async (t) => {
  const postgres = server(t);
  if (postgres === undefined) return;
  const seen = await experiment(t, postgres, psql(), ["--fault", "stop"], SILENCE);
  assertVerdict(seen, { ending: "silence", noticed: "never", reaction: "hangs", lost: 1 });
  assert.equal(seen.verdict.told, "");
});

// docs/examples/committed-and-failed.md
for (const fault of ["reset@answered", "kill@answered"]) {
  test(`psql, ${fault}: the insert is committed, and psql reports that the server has gone`, async (t) => {
    const postgres = server(t);
    if (postgres === undefined) return;
    const table = `paid_${fault.slice(0, 4)}`;
    runAlone(`create table ${table} (amount int);\n`);
    const client = "exec psql -X -h $HOST -p $PORT -U postgres postgres";
    const count = `psql -h $HOST -p $PORT -U postgres -Atc 'select count(*) from ${table}' postgres`;
    const seen = await experiment(
      t,
      ALONE,
      postgres,
      ["--server-ready", "ready to accept", "--client", client, "--client-env", "PSQL_HISTORY=/dev/null"],
      ["--say", `insert into ${table} values (1);`, "--expect", "INSERT 0 1"],
      ["--count", count, "--fault", fault],
      SILENCE,
    );
    const observations = seen.runs[0]?.observations ?? [];
    const counts = ofKind(observations, "counted").map(({ count: each }) => each);
    assert.deepEqual(counts, [0, 2], seen.verdict.summary.join("\n"));
    assert.match(seen.verdict.told ?? "", /^server closed the connection unexpectedly\n/);
    assertVerdict(seen, { ending: fault.startsWith("reset") ? "rst" : "fin" });
    const segments = ofKind(observations, "segment");
    assert.ok(segments.every(({ wire }) => wire?.fate !== "held" || wire.deliveredNs === undefined));
  });
}

const listening = (): readonly string[] => [
  "--client",
  onceReady(program("pg-listen.mjs")),
  "--ready",
  "listening",
];

// pg emits `error` for a connection that ends unexpectedly (lib/client.js); an EventEmitter without a listener throws.
test("pg's Client, its backend killed: at once, and it crashes where nobody listens to `error`", async (t) => {
  const postgres = server(t);
  if (postgres === undefined) return;
  const seen = await experiment(t, postgres, listening(), ALONE);
  assertVerdict(seen, {
    ending: "fin",
    noticed: "at-once",
    reaction: "crashes",
    exit: { exitCode: 1 },
    grade: "fail",
  });
  assert.match(seen.verdict.told ?? "", /Error: Connection terminated unexpectedly/);
});

// SIGTERM to a backend: it says so (57P01, errcodes in the manual) before it closes.
test("pg's Client, its backend terminated: it is told by the server itself, before the FIN", async (t) => {
  const postgres = server(t);
  if (postgres === undefined) return;
  const seen = await experiment(t, postgres, listening(), ["--fault", "terminate"]);
  assertVerdict(seen, { ending: "fin", noticed: "at-once", reaction: "crashes", exit: { exitCode: 1 } });
  assert.match(seen.verdict.told ?? "", /terminating connection due to administrator command/);
});

// It only listens, and never sends: its TCP has nothing that could be missed (keepAlive is off).
test("pg's Client, host-crash: it listens to nobody, and cannot know", async (t) => {
  const postgres = server(t);
  if (postgres === undefined) return;
  const seen = await experiment(t, postgres, listening(), ["--fault", "host-crash"], ALONE);
  assertVerdict(seen, { ending: "silence", noticed: "never", reaction: "none", exit: undefined });
});

const pool = (): readonly string[] => [
  "--client",
  onceReady(program("pg-pool.mjs")),
  "--say",
  "select 6*7 as answer",
  "--expect",
  'rows: [{"answer":42}]',
];

// An idle client that fails is taken out of the pool, and the pool emits `error` (idleListener in pg-pool); the next query
// connects. (A killed backend makes the postmaster refuse for a while, so here the connection alone is closed, or reset.)
for (const [fault, told] of [
  ["close", "idle client: Connection terminated unexpectedly"],
  ["reset", "idle client: read ECONNRESET"],
  ["terminate", "idle client: terminating connection due to administrator command"],
] as const) {
  test(`pg's Pool, ${fault}: at once, and the next query has a new connection`, async (t) => {
    const postgres = server(t);
    if (postgres === undefined) return;
    const seen = await experiment(t, postgres, pool(), ["--fault", fault]);
    assertVerdict(seen, { noticed: "at-once", reaction: "reconnects", lost: 0, grade: "pass" });
    assert.equal(seen.verdict.told, told);
  });
}

// The postmaster may be gone a moment before the backend, which then says so ("unexpected postmaster exit"), or not.
test("pg's Pool, the whole server killed: the next query fails, and the pool lives", async (t) => {
  const postgres = server(t);
  if (postgres === undefined) return;
  const seen = await experiment(t, postgres, pool(), ["--kill", "tree"], SILENCE);
  assertVerdict(seen, {
    ending: "fin",
    noticed: "at-once",
    reaction: "reconnects",
    lost: 1,
    exit: undefined,
  });
  assert.match(seen.verdict.told ?? "", /^idle client: .*terminat.*\nfailed: .*ECONNREFUSED/);
});

// Neither connectionTimeoutMillis nor query_timeout is set.
test("pg's Pool, server stopped: the query waits", async (t) => {
  const postgres = server(t);
  if (postgres === undefined) return;
  const seen = await experiment(t, postgres, pool(), ["--fault", "stop"], SILENCE, ALONE);
  assertVerdict(seen, { ending: "silence", noticed: "never", reaction: "hangs" });
});
