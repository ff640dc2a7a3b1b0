// What the experiment of the lab takes as an order: everything else is none.

import assert from "node:assert/strict";
import { test } from "node:test";
import { faults } from "../../../src/fault/index.ts";
import { labFaults, readOrder } from "../../../src/lab/orders.ts";

test("orders are read as they are", () => {
  for (const order of [
    { do: "say", text: "hello, world" },
    { do: "say", text: "" },
    { do: "press", key: "ctrl-c" },
    { do: "fault", fault: "kill" },
    { do: "undo" },
    { do: "cut" },
    { do: "cut", direction: "server->client" },
    { do: "hold", direction: "client->server" },
    { do: "release" },
    { do: "release-one", frame: 2 },
    { do: "delay", ms: 200 },
    { do: "delay", ms: 0 },
    { do: "finish" },
    { do: "fault", fault: "outage", amount: 2000 },
    { do: "fault", fault: "slow" },
    { do: "heal" },
    { do: "release", order: [3, 2] },
    { do: "another" },
    { do: "another", walk: "5.12/both" },
    { do: "say", text: "x", client: 2 },
  ])
    assert.deepEqual(readOrder(order), order);
});

test("whatever is wrong with one, it is none", () => {
  for (const order of [
    undefined,
    null,
    "cut",
    {},
    { do: "toString" },
    { do: "say" },
    { do: "say", text: "two\nlines" },
    { do: "say", text: "\u0003" },
    { do: "say", text: "x".repeat(5000) },
    { do: "press", key: "x" },
    { do: "fault", fault: "none" },
    { do: "fault", fault: "outage", amount: 0 },
    { do: "fault", fault: "outage", amount: "2000" },
    { do: "fault", fault: "kill", amount: 1 },
    { do: "fault", fault: "mute" },
    { do: "say", text: "x", client: 0 },
    { do: "say", text: "x", client: 99 },
    { do: "another", walk: 1 },
    { do: "release", order: ["1"] },
    { do: "release", order: Array.from({ length: 2000 }, () => 1) },
    { do: "fault", fault: "__proto__" },
    { do: "cut", direction: "up" },
    { do: "hold" },
    { do: "release-one" },
    { do: "release-one", frame: -1 },
    { do: "release-one", frame: 0.5 },
    { do: "delay", ms: 1e9 },
    { do: "undo", pid: 1 },
  ])
    assert.equal(readOrder(order), undefined, JSON.stringify(order));
});

test("what is no part of an order is left out", () => {
  assert.deepEqual(readOrder({ do: "say", text: "x", pid: 1 }), { do: "say", text: "x" });
});

test("the lab's faults need no command and no moment of their own", () => {
  assert.ok(labFaults.length >= 6);
  for (const name of labFaults) {
    const { needsCommand, makesOwnMoment, beforeConnection, isControl } = faults[name];
    assert.deepEqual(
      [needsCommand, makesOwnMoment, beforeConnection, isControl],
      Array.from({ length: 4 }),
      name,
    );
  }
});
