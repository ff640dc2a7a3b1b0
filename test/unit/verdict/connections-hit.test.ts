// How many of a client's connections a fault was done to.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fact } from "../../../src/timeline/observation.ts";
import { connectionsHit } from "../../../src/verdict/proof/connections-hit.ts";
import { connection } from "../made-up.ts";
import { type Timed, caseOf, fault } from "../one-run.ts";

const held = (ms: number, pid: number, port = connection.client.port): Timed => [
  ms,
  {
    kind: "owners",
    end: "server",
    connection: { ...connection, client: { ...connection.client, port } },
    inode: 5,
    owners: [{ pid, parent: 1, state: "S", name: "srv" }],
  } as Fact,
];
const tree = (ms: number, pids: readonly number[], state = "S"): Timed => [
  ms,
  { kind: "processes", rows: pids.map((pid) => ({ pid, parent: 1, state, name: "srv" })), listeners: [] },
];
const wire = (ms: number, operation: "cut" | "hold"): Timed => [ms, { kind: "wire", operation, text: "" }];
const lasting = (name: string): Timed => [1000, { ...fault(name)[1], amount: 400 } as Fact];
const hit = (...facts: readonly Timed[]): number => connectionsHit(caseOf(facts), 3);

test("a cable, a host that is slow, and a server's only process are all of them", () => {
  assert.equal(hit(fault("host-crash"), wire(1001, "cut")), 3);
  assert.equal(hit(wire(900, "cut"), fault("reset")), 1, "cut before");
  assert.equal(hit(lasting("slow")), 3);
  assert.equal(hit(lasting("stall"), wire(1001, "hold")), 1, "held is what is on one connection");
  const both = [held(500, 7), held(501, 7, 50_001)];
  assert.equal(hit(...both, tree(900, [7]), fault("kill"), [1001, { kind: "process-ended", pid: 7 }]), 3);
  assert.equal(hit(...both, tree(900, [7]), fault("stop"), tree(1100, [7], "T")), 3);
  assert.equal(hit(tree(900, [7]), lasting("pause"), tree(1100, [7], "T")), 3);
});

test("what is done to connections is as many as it was done to, whoever holds them", () => {
  const both = [held(500, 7), held(501, 7, 50_001), tree(900, [7])];
  assert.equal(hit(...both, fault("reset")), 1);
  assert.equal(hit(...both, fault("reset"), fault("reset", 7, 1001)), 2);
});

test("of a process that is one of several, those that it was found to hold", () => {
  const ends: Timed = [1001, { kind: "process-ended", pid: 7 }];
  assert.equal(hit(held(500, 7), held(501, 8, 50_001), tree(900, [6, 7, 8]), fault("kill"), ends), 1);
  assert.equal(hit(held(500, 7), held(501, 7, 50_001), tree(900, [6, 7, 8]), fault("kill"), ends), 2);
  assert.equal(hit(tree(900, [6, 7]), fault("kill"), ends), 1, "one it must have been");
  assert.equal(hit(tree(900, []), fault("kill"), ends), 1);
  assert.equal(hit(fault("kill"), tree(1000.5, [7]), ends), 1, "not known before");
});
