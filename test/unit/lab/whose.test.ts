// Several clients on one server: each run has what is about its own client, and what is about all.

import assert from "node:assert/strict";
import { test } from "node:test";
import { growingRunOf, runOf, sinceConnected } from "../../../src/lab/whose.ts";
import type { Observation } from "../../../src/timeline/observation.ts";
import { ofKind } from "../../../src/timeline/queries.ts";
import { connection, observations } from "../made-up.ts";

const all = observations(
  [1, { kind: "printed", role: "server", text: "ready" }],
  [2, Object.assign({ kind: "typed", text: "one" } as const, { clientNumber: 1 })],
  [3, Object.assign({ kind: "typed", text: "two" } as const, { clientNumber: 2 })],
  [4, { kind: "wire", operation: "cut", text: "" }],
);
const kinds = (run: readonly Observation[]): string[] =>
  run.map((each) => ("text" in each && each.text !== "" ? each.text : each.kind));

test("what one client said is in its run alone; the server and the cable are everybody's", () => {
  assert.deepEqual(kinds(runOf(all, 1)), ["ready", "one", "wire"]);
  assert.deepEqual(kinds(runOf(all, 2)), ["ready", "two", "wire"]);
});

test("a saved run has nothing of the lab's own in it", () => {
  for (const observation of runOf(all, 2)) assert.equal("clientNumber" in observation, false);
});

test("a growing run grows with the whole", () => {
  const whole = all.slice(0, 2);
  const run = growingRunOf(whole, 2);
  assert.deepEqual(kinds(run()), ["ready"]);
  whole.push(...all.slice(2));
  assert.deepEqual(kinds(run()), ["ready", "two", "wire"]);
  assert.equal(ofKind(run(), "typed").length, 1);
});

test("what was done before a client was connected was not done to it", () => {
  const before = observations(
    [1, { kind: "fault", fault: "host-crash", pid: 7, text: "crash" }],
    [2, { kind: "wire", operation: "cut", text: "cut" }],
    [3, { kind: "recovered", isUndone: true, text: "back" }],
    [4, { kind: "connection", ...connection }],
    [5, { kind: "fault", fault: "kill", pid: 8, text: "kill" }],
  );
  assert.deepEqual(kinds(sinceConnected(before)), ["connection", "kill"]);
  const first = before.slice(3);
  assert.equal(sinceConnected(first), first);
});
