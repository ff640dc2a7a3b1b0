// A client that says all it has to say, closes its half of the connection, and reads on (UNP 6.6): its FIN before the fault
// is no sign of anything, and the answer that it waits for can be lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { anyUser, deadpeer, hasProgram, run, temporaryDirectory } from "./harness.ts";
import { program } from "./own.ts";

/** The answer comes well after the fault, and within the time for which a control is watched. */
const pair: readonly string[] = [
  "--server",
  `${program("answers-at-the-end.mjs")} 1500`,
  "--client",
  program("half-closes.mjs"),
  "--watch-ms",
  "2500",
  "--expect-verdict",
  "lost=0",
];

function facts({ noticed, reaction, lost, unreported, patience }: Verdict): unknown[] {
  return [noticed, reaction, lost, unreported, patience];
}

test(
  anyUser("killed before it has answered: nothing is printed, exit code 0, and that is a loss"),
  async (t) => {
    const { code, runs, stdout } = await run(t, [...pair, "--fault", "kill"]);
    const [first] = runs.map((each) => each.verdict);
    assert.deepEqual([code, first && facts(first)], [1, ["at-once", "exits", 1, 1, undefined]], stdout);
  },
);

test("stopped: it waits for ever, with its end in FIN_WAIT2, and has not closed its socket", async (t) => {
  const { code, runs, stdout } = await run(t, [...pair, "--fault", "stop"]);
  const [first] = runs.map((each) => each.verdict);
  assert.deepEqual([code, first && facts(first)], [1, ["never", "hangs", 1, 0, undefined]], stdout);
});

test("an outage that is over before the answer comes is borne", async (t) => {
  const { code, runs, stdout } = await run(t, [...pair, "--fault", "outage:300"]);
  const [first] = runs.map((each) => each.verdict);
  assert.deepEqual([code, first && facts(first)], [0, ["never", "exits", 0, 0, "bears"]], stdout);
});

test("in the middle of its request", async (t) => {
  const { code, runs, stdout } = await run(t, [...pair, "--fault", "kill@mid-request"]);
  const [first] = runs.map((each) => each.verdict);
  assert.deepEqual([code, first?.lost, first?.unreported], [1, 1, 1], stdout);
});

test("who closes both halves and keeps the descriptor wants nothing more: its connection has ended", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const client = program("turns-away.py");
  const server = `${program("answers-at-the-end.mjs")} 1500`;
  const args = ["run", "--server", server, "--client", client, "--fault", "kill", "--start-ms", "3000"];
  const { code, stderr } = await deadpeer([...args, "--out", temporaryDirectory(t)]).outcome;
  assert.deepEqual(
    [code, /connection( to the server|) (had )?ended before /.test(stderr)],
    [3, true],
    stderr,
  );
});
