// A client that gives up what a stopped server does not answer, without a word, and asks for the next thing on a new
// connection.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasAll, overTls, summaryOf } from "./over-tls.ts";
import { program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const P = program("orders-and-reports.py");

const STOP = ["--fault", "stop"];
const MUTE = ["--fault", "kill", "--after", "mute"];

for (const [variables, fault] of [
  ["PLAIN=1 TO=0.3", STOP],
  ["TO=0.3", STOP],
  ["NAMES=80 PLAIN=1 TO=0.3", STOP],
  ["PLAIN=1 TO=0.3", MUTE],
  ["NAMES=80 PLAIN=1 TO=0.3", MUTE],
] as const)
  test(`who gives each order up in silence, and goes on with the next on a new connection, has told nobody (${variables}, ${fault.join(" ")})`, async (t) => {
    if (!hasAll(t)) return;
    const programs = { server: `${P} serve`, client: `${P} lies`, variables };
    const seen = await overTls(t, programs, fault, ["--watch-ms", "3000"]);
    neverSays(seen.runs[0]?.verdict, { unreported: 0 });
  });

// It gives up some twenty orders, and has ended long before it is watched no more.
test("who has given orders up in silence, and has ended, tells nobody any more", async (t) => {
  if (!hasAll(t)) return;
  const programs = { server: `${P} serve`, client: `${P} lies`, variables: "PLAIN=1 TO=0.1 UNTIL=40" };
  const seen = await overTls(t, programs, ["--fault", "stop", "--watch-ms", "6000"]);
  const [verdict] = seen.runs.map((each) => each.verdict);
  assert.equal(verdict?.exit?.exitCode, 0, summaryOf(seen));
  assert.deepEqual([verdict?.lost, verdict?.unreported, seen.code], [1, 1, 1], summaryOf(seen));
});

test("who drops orders while its server is down, and goes on with the next name of a round", async (t) => {
  if (!hasAll(t)) return;
  const programs = { server: `${P} serve`, client: `${P} lies`, variables: "PLAIN=1 NAMES=7" };
  const back = ["--fault", "kill", "--kill", "tree", "--after", "come-back:400", "--watch-ms", "2000"];
  const seen = await overTls(t, programs, back, ["--expect-verdict", "lost=0"]);
  const [verdict] = seen.runs.map((each) => each.verdict);
  neverSays(verdict, { lost: 0, unreported: 0 });
  assert.deepEqual([verdict?.lost, seen.code], [undefined, 3], summaryOf(seen));
  assert.match(verdict?.ledger?.said.at(-1)?.why ?? "", /what comes behind it there was/, summaryOf(seen));
});
