// Runs that are not section 5.12: the rows that do not hold must say so.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { compile } from "./compile.ts";
import { hasProgram, idsWith, run, temporaryDirectory } from "./harness.ts";

const QUICK = ["--wait-on", "terminal", "--watch-ms", "50", "--limit-ms", "700"];

test("a normal close: no process is killed, and TCP shows the same FIN", async (t) => {
  const { code, outcomes, runs, leftovers } = await run(t, [...QUICK, "--fault", "close"]);
  assert.equal(code, 0);
  assert.deepEqual(idsWith(outcomes, "differs"), ["5.12.2a"]);
  assert.match(runs[0]?.statements.find(({ id }) => id === "5.12.2a")?.note ?? "", /no process was killed/);
  assert.equal(runs[0]?.verdict.ending.by, "fin");
  assert.deepEqual(leftovers, []);
});

test("the server resets: an RST, no FIN, and the client's write fails", async (t) => {
  const { code, outcomes, runs, leftovers } = await run(t, [...QUICK, "--fault", "reset"]);
  assert.equal(code, 0);
  const differing = ["5.12.2a", "5.12.2b", "5.12.2c", "5.12.5", "5.12.6a", "5.12.6b", "5.12.7"];
  assert.deepEqual(idsWith(outcomes, "differs"), differing);
  assert.equal(runs[0]?.verdict.ending.by, "rst");
  assert.equal(runs[0]?.verdict.told, "write: Connection reset by peer (ECONNRESET)");
  assert.deepEqual(leftovers, []);
});

test("the kill left out: no end is seen, and the second line comes back", async (t) => {
  const { code, outcomes, runs, leftovers } = await run(t, [...QUICK, "--fault", "none"]);
  assert.equal(code, 0);
  const holding = ["5.12/server", "5.12/client", "5.12.1", "5.12.4"];
  assert.deepEqual(idsWith(outcomes, "holds"), holding);
  assert.deepEqual(idsWith(outcomes, "unknown"), []);
  assert.equal(runs[0]?.verdict.ending.by, "none");
  assert.equal(runs[0]?.verdict.lost, 0);
  assert.deepEqual(leftovers, []);
});

test("the select() client with the kill left out is told nothing", async (t) => {
  const { outcomes } = await run(t, ["--wait-on", "both", "--limit-ms", "500", "--fault", "none"]);
  assert.deepEqual(idsWith(outcomes, "holds"), ["5.12/server", "5.12/select", "5.12.1"]);
});

test("nc -k in the server's place: no child dies, and nobody listens afterwards", async (t) => {
  if (!hasProgram(t, "nc")) return;
  const fifo = join(temporaryDirectory(t), "fifo");
  const server = `mkfifo ${fifo}; exec nc -lk $PORT <>${fifo} >${fifo}`;
  const { code, outcomes, leftovers } = await run(t, ["5.12", ...QUICK, "--server", server]);
  assert.equal(code, 0);
  const differing = ["5.12/server", "5.12/sigchld", "5.12.1", "5.12.2a", "5.12.3", "5.12.5"];
  assert.deepEqual(idsWith(outcomes, "differs"), differing);
  assert.deepEqual(idsWith(outcomes, "unknown"), ["5.12/client"]);
  assert.deepEqual(leftovers, []);
});

test("a server whose children reset their connections: the kill shows as an RST", async (t) => {
  const server = compile(t, "resetting-server");
  if (server === undefined) return;
  const { code, outcomes, runs } = await run(t, ["5.12", ...QUICK, "--server", server]);
  assert.equal(code, 0);
  assert.equal(runs[0]?.verdict.ending.by, "rst");
  for (const id of ["5.12.2b", "5.12.2c", "5.12.5", "5.12.7"]) assert.equal(outcomes[id], "differs", id);
  for (const id of ["5.12.1", "5.12.2a", "5.12.4"]) assert.equal(outcomes[id], "holds", id);
});

test("a server that does not wait for its children: a zombie", async (t) => {
  const server = compile(t, "zombie-server");
  if (server === undefined) return;
  const { code, outcomes, runs, leftovers } = await run(t, ["5.12", ...QUICK, "--server", server]);
  assert.equal(code, 0);
  assert.equal(outcomes["5.12.3"], "differs");
  assert.match(runs[0]?.statements.find(({ id }) => id === "5.12.3")?.note ?? "", /zombie/);
  assert.equal(outcomes["5.12.2b"], "holds");
  assert.deepEqual(leftovers, []);
});

test("the section's client in C gives the same statements as ours", async (t) => {
  const client = compile(t, "str-cli");
  if (client === undefined) return;
  const { outcomes, runs } = await run(t, ["5.12", ...QUICK, "--client", `exec ${client} $HOST $PORT`]);
  assert.deepEqual(idsWith(outcomes, "differs"), []);
  assert.deepEqual(idsWith(outcomes, "unknown"), []);
  assert.equal(runs[0]?.verdict.noticed, "on-use");
});

test("a client that waits on both, in the section's place, does not sit in silence", async (t) => {
  if (!hasProgram(t, "nc")) return;
  const { outcomes } = await run(t, ["5.12", ...QUICK, "--client", "exec nc $HOST $PORT"]);
  assert.equal(outcomes["5.12/client"], "differs");
});
