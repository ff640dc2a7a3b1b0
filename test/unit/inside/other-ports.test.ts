// What is told of connections to other ports: who holds them, the first at once, the others counted.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createKeeper } from "../../../src/inside/keeper.ts";
import { keepOtherPorts, lookForHolder } from "../../../src/inside/other-ports.ts";
import type { Fact, OtherPortFact } from "../../../src/timeline/observation.ts";

type Held = Pick<OtherPortFact, "by" | "isServers">;

const to = (port: number, from = 40_000): OtherPortFact => ({
  kind: "other-port",
  client: { address: "127.0.0.1", port: from },
  server: { address: "127.0.0.1", port },
  count: 1,
});

const FAULT: Fact = { kind: "fault", fault: "kill", pid: 7, text: "killed" };

interface Kept {
  add(fact: OtherPortFact, atNs: number): void;
  begin(): void;
  finish(): void;
}

/** `7001 client 1 of 40000 at 5`, and how often the table was looked at. */
function told(
  look: (from: number) => Held,
  act: (others: Kept) => void,
  isShared = false,
): { readonly told: string[]; readonly looks: number } {
  const all: string[] = [];
  let looks = 0;
  const record = (fact: Fact, atNs?: number): void => {
    if (fact.kind === "other-port")
      all.push(`${fact.server.port} ${fact.by} ${fact.count} of ${fact.client.port} at ${atNs}`);
    else all.push(fact.kind);
  };
  const counted = ({ client }: { client: { port: number } }): Held => {
    looks += 1;
    return look(client.port);
  };
  const keeper = keepOtherPorts(createKeeper(9877, { record, now: () => 0 }), counted, () => 0, isShared);
  act({ add: keeper.keep, begin: () => keeper.keep(FAULT), finish: keeper.finish });
  return { told: all, looks };
}

test("the first to a port is told at once, the others once the fault comes, and in the end, with the last one's time", () => {
  const { told: all } = told(
    () => ({ by: "client" }),
    (others) => {
      for (const atNs of [1, 2, 3]) others.add(to(7001, 40_000 + atNs), atNs);
      others.begin();
      for (const atNs of [4, 5]) others.add(to(7001, 40_000 + atNs), atNs);
      others.add(to(7002), 6);
      others.finish();
      others.finish();
    },
  );
  const before = ["7001 client 1 of 40001 at 1", "7001 client 2 of 40003 at 3"];
  const after = ["7001 client 1 of 40004 at 4", "7002 client 1 of 40000 at 6", "7001 client 1 of 40005 at 5"];
  assert.deepEqual(all, [...before, "fault", ...after]);
});

test("of one port each holder is told apart", () => {
  const { told: all } = told(
    (from) => (from % 2 === 1 ? { by: "server" } : { by: "client" }),
    (others) => [1, 2, 3].forEach((from, i) => others.add(to(7001, from), i)),
  );
  assert.deepEqual(all, ["7001 server 1 of 1 at 0", "7001 client 1 of 2 at 1"]);
});

test("the table is looked at a few times for each port; then who always held them holds the rest, or nobody knows", () => {
  const many = (others: Kept): void => {
    for (let i = 0; i < 100; i += 1) others.add(to(7001, i), i);
    others.finish();
  };
  const always = told(() => ({ by: "server" }), many);
  assert.deepEqual(always.told, ["7001 server 1 of 0 at 0", "7001 server 99 of 99 at 99"]);
  assert.equal(always.looks, 8);
  const mixed = told((from) => (from < 4 ? { by: "server" } : { by: "own" }), many);
  assert.deepEqual(
    mixed.told.map((text) => text.split(" ").slice(1, 3).join(" ")),
    ["server 1", "own 1", "undefined 1", "server 3", "own 3", "undefined 91"],
  );
  const ports = told(
    () => ({}),
    (others) => Array.from({ length: 500 }, (_, i) => others.add(to(i + 1), i)),
  );
  assert.deepEqual([ports.told.length, ports.looks], [500, 64]);
});

test("a SYN-ACK that is sent again is no other connection", () => {
  const { told: all } = told(
    () => ({ by: "client" }),
    (others) => {
      for (const atNs of [1, 2, 3]) others.add(to(7001), atNs);
      others.finish();
    },
  );
  assert.deepEqual(all, ["7001 client 1 of 40000 at 1"]);
});

test("no more ports are kept than can be", () => {
  const { told: all } = told(
    () => ({}),
    (others) => Array.from({ length: 5000 }, (_, i) => others.add(to(i + 1), i)),
  );
  assert.equal(all.length, 1000);
});

test("where other programs use the network, only what the client is seen to hold is told", () => {
  const { told: all } = told(
    (from) => (from === 1 ? {} : { by: from === 2 ? "server" : "client" }),
    (others) => [1, 2, 3].forEach((from, i) => others.add(to(7001, from), i)),
    true,
  );
  assert.deepEqual(all, ["7001 client 1 of 3 at 2"]);
});

test("a connection that is in no table may be anybody's", () => {
  const trees = { of: () => [], ofCommands: () => [] };
  const connection = { client: to(7001).client, server: to(7001).server };
  assert.deepEqual(lookForHolder(() => [], trees)(connection), {});
});
