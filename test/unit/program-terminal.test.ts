// A line for a program on a terminal: what the terminal would cut is not typed, and not recorded as typed.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { SIGKILL, signalAll } from "../../src/fault/signals.ts";
import type { Experiment } from "../../src/inside/experiment.ts";
import { typeLine } from "../../src/inside/session.ts";
import { type Program, startOnPipes, startOnTerminal } from "../../src/program/program.ts";
import { eventually } from "./programs.ts";

/** Prints how many bytes its first line has. */
const COUNTER = 'read -r line; printf %s "$line" | wc -c';

function command(line: string) {
  return { argv: ["/bin/sh", "-c", line] as const, shown: line };
}

async function startCounter(t: TestContext, on: Program["on"], line = COUNTER) {
  const seen: string[] = [];
  const start = on === "terminal" ? startOnTerminal : startOnPipes;
  const client = await start(command(line), { printed: (text) => seen.push(text), exited: () => undefined });
  t.after(() => signalAll([client.pid], SIGKILL));
  const facts: unknown[] = [];
  const experiment = { record: (fact: unknown) => facts.push(fact) } as unknown as Experiment;
  const count = (): Promise<number> =>
    eventually("its count", () => (/\d+\s/.test(seen.join("")) ? Number(seen.join("").trim()) : undefined));
  return { session: { experiment, client }, client, facts, count };
}

test("a terminal takes 4,095 bytes of a line, and all of them arrive", async (t) => {
  const { session, facts, count } = await startCounter(t, "terminal");
  typeLine(session, "x".repeat(4095));
  assert.equal(await count(), 4095);
  assert.equal(facts.length, 1);
});

test("a longer line is refused, in bytes and not in characters, and nothing of it is typed or recorded", async (t) => {
  const { session, client, facts, count } = await startCounter(t, "terminal");
  for (const line of ["x".repeat(4096), "ü".repeat(2048)])
    assert.throws(() => typeLine(session, line), /A line of 4,096 bytes cannot be typed/);
  assert.deepEqual(facts, []);
  client.type("short");
  assert.equal(await count(), 5);
});

test("a program that takes its terminal over, and one on pipes, take lines of any length", async (t) => {
  const piped = await startCounter(t, "pipes");
  typeLine(piped.session, "x".repeat(10_000));
  assert.equal(await piped.count(), 10_000);
  const raw = await startCounter(t, "terminal", "stty -icanon; head -c 10000 | wc -c");
  await eventually("a terminal without lines", () => raw.client.longestLine() > 4095 || undefined);
  typeLine(raw.session, "x".repeat(10_000));
  assert.equal(await raw.count(), 10_000);
});
