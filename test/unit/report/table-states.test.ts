// What the kernel's table shows between two segments goes before what the segments alone say.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createStory } from "../../../src/report/story.ts";
import { createTableStates } from "../../../src/report/table-states.ts";
import type { TcpState } from "../../../src/tcp/states.ts";
import { connection, observations, opened, segment, sockets } from "../made-up.ts";
import { type Timed, lostOnTheWay } from "../one-run.ts";

const rows = (
  client?: TcpState,
  server?: TcpState,
): Parameters<ReturnType<typeof createTableStates>["take"]>[1] =>
  ({ client: client && { state: client }, server: server && { state: server } }) as never;

test("a table counts between two segments, with some time to both; the last one does", () => {
  const between = (sinceMs: number, atMs: number, ...tables: readonly number[]): unknown => {
    const states = createTableStates();
    for (const ms of tables)
      states.take(ms * 1e6, rows("ESTABLISHED", ms > 50 ? "FIN_WAIT1" : "ESTABLISHED"));
    return states.between(sinceMs * 1e6, atMs * 1e6).server;
  };
  assert.equal(between(10, 100, 40, 60), "FIN_WAIT1");
  assert.equal(between(10, 100, 40), "ESTABLISHED");
  assert.equal(between(10, 100, 60, 96), "FIN_WAIT1", "the same again");
  assert.equal(between(10, 64, 40, 60), "ESTABLISHED", "too soon before the segment");
  assert.equal(between(10, 65, 40, 60), "FIN_WAIT1");
  assert.equal(between(56, 100, 60), undefined, "too soon after the one before");
  assert.equal(between(55, 100, 60), "FIN_WAIT1");
});

test("an end that was in a table, and is in none any more, is closed; one that never was is not known", () => {
  const states = createTableStates();
  states.take(10e6, rows("ESTABLISHED"));
  assert.deepEqual(states.between(0, 20e6), { client: "ESTABLISHED" });
  states.take(30e6, rows());
  assert.deepEqual(states.between(20e6, 40e6), { client: "CLOSE" });
  assert.deepEqual(states.between(40e6, 50e6), {}, "what was asked for is used up");
});

test("what is the same again is not recorded: a table from before the last segment counts as soon as it was looked at again", () => {
  const states = createTableStates();
  states.take(10e6, rows("ESTABLISHED", "FIN_WAIT1"));
  assert.deepEqual(states.between(9e6, 14e6), {}, "too soon");
  assert.deepEqual(states.between(14e6, 113e6), {}, "it may not have been looked at since");
  assert.deepEqual(states.between(14e6, 114e6), { client: "ESTABLISHED", server: "FIN_WAIT1" });
  assert.deepEqual(states.between(114e6, 300e6), { client: "ESTABLISHED", server: "FIN_WAIT1" });
});

const lostData = (ms: number): Timed => lostOnTheWay([ms, segment("< P. 14:27(13) ack 14")]);

test("the host that has crashed is no longer ESTABLISHED in the ladder", () => {
  const story = createStory({ width: 80, unicode: true, colour: false });
  const again = (ms: number): Timed => lostOnTheWay([ms, segment("> P. 14:27(13) ack 14")]);
  const crashed = observations(
    ...opened,
    [20, sockets("ESTABLISHED", "ESTABLISHED")],
    again(100),
    [
      200,
      {
        ...sockets("ESTABLISHED"),
        rows: sockets("ESTABLISHED").rows.filter(({ state }) => state !== "LISTEN"),
      },
    ],
    again(300),
  );
  const told = crashed.flatMap((each) => story.tell(each)).filter((line) => line.includes("dropped"));
  assert.equal(connection.server.port, 9877);
  assert.deepEqual(
    told.map((line) => line.trim().split(/\s+/).at(-1)),
    ["ESTABLISHED", "CLOSE"],
  );
});

test("a table from before the connection was known counts as well: its server had closed, and its FIN waits behind what was lost", () => {
  const story = createStory({ width: 80, unicode: true, colour: false });
  const facts = observations(
    ...opened.slice(1),
    [20, sockets("ESTABLISHED", "FIN_WAIT1")],
    ...opened.slice(0, 1),
    lostData(300),
    lostData(900),
  );
  const told = facts.flatMap((each) => story.tell(each)).filter((line) => line.includes("dropped"));
  assert.deepEqual(
    told.map((line) => line.trim().split(/\s+/).at(-1)),
    ["FIN_WAIT1", "FIN_WAIT1"],
  );
});
