// Runs that overlap are told of one after the other, and each begins in the silence of the one before.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inTurn } from "../../../src/run/in-turn.ts";
import type { Turn } from "../../../src/run/in-turn.ts";
import type { Observation } from "../../../src/timeline/observation.ts";
import type { RunRecord } from "../../../src/timeline/record.ts";

const step = (text: string): Observation => ({ kind: "step", id: 1, atNs: 1, step: text, text });
const fault: Observation = { kind: "fault", id: 1, atNs: 1, fault: "kill", pid: 1, text: "killed" };
const record = (title: string): RunRecord => ({ title }) as RunRecord;

function listen(count: number): { turns: Turn[]; told: string[] } {
  const told: string[] = [];
  const turns = inTurn(
    {
      observed: (observation) => told.push(observation.kind === "step" ? observation.text : observation.kind),
      completed: ({ title }) => told.push(`${title} over`),
    },
    count,
  );
  return { turns, told };
}

async function hasBegun({ mayBegin }: Turn): Promise<boolean> {
  return await Promise.race([mayBegin.then(() => true), new Promise<false>((no) => setImmediate(no, false))]);
}

test("what a later run shows waits until the ones before it are over", () => {
  const { turns, told } = listen(3);
  const [one, two, three] = turns as [Turn, Turn, Turn];
  one.observed(step("1"));
  three.observed(step("3"));
  two.observed(step("2"));
  two.over(record("two"));
  assert.deepEqual(told, ["1"]);
  one.over(record("one"));
  assert.deepEqual(told, ["1", "one over", "2", "two over", "3"]);
  three.over();
  assert.deepEqual(told.at(-1), "3");
});

test("the next begins in the step after the fault, not at the fault, and not at a step before", async () => {
  const [one, two, three] = listen(3).turns as [Turn, Turn, Turn];
  assert.ok(await hasBegun(one));
  one.observed(step("the exchange"));
  one.observed(fault);
  assert.ok(!(await hasBegun(two)));
  one.observed(step("what does the client do?"));
  assert.ok(await hasBegun(two));
  assert.ok(!(await hasBegun(three)));
});

test("the next begins when the one before is over, without a fault", async () => {
  const [one, two] = listen(2).turns as [Turn, Turn];
  one.over();
  assert.ok(await hasBegun(two));
});

test("on the machine's own network the next begins when the one before is over: their ports are the same", async () => {
  const [one, two] = listen(2).turns as [Turn, Turn];
  one.began({ title: "one", network: { name: "machine", note: "no private network" }, observers: [] });
  one.observed(fault);
  one.observed(step("what does the client do?"));
  assert.ok(!(await hasBegun(two)));
  one.over();
  assert.ok(await hasBegun(two));
});
