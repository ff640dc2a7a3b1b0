// Who closes an idle connection first, from segments: those that the wire held, and those that it could not hold.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readIdleTimes } from "../../src/idle/read-times.ts";
import type { Fact, SegmentFact } from "../../src/timeline/observation.ts";
import { observations, opened, segment } from "./made-up.ts";

type Moment = readonly [number, Fact];

let frame = 100;
/** Held by the wire: it never arrives. */
function held(text: string): SegmentFact {
  frame += 1;
  return { ...segment(text), wire: { frame, fate: "held", rule: 1 } };
}

/** The last byte comes after 4 ms, and the connection is watched until 2,004 ms. */
function read(...facts: readonly Moment[]): ReturnType<typeof readIdleTimes> {
  const all: readonly Moment[] = [...opened, ...facts, [2004, { kind: "step", step: "4", text: "the end" }]];
  return readIdleTimes({ observations: observations(...all), drops: 0 });
}

test("each end closes at its own time; the server is first, and a FIN that is sent again is the same one", () => {
  const times = read(
    [504, held("< F. 14:14(0) ack 14")],
    [704, held("< F. 14:14(0) ack 14")],
    [804, held("> F. 14:14(0) ack 14")],
  );
  assert.deepEqual(times.server, { closesMs: 500, by: "fin", watchedMs: 2000 });
  assert.deepEqual(times.client, { closesMs: 800, by: "fin", watchedMs: 2000 });
  assert.deepEqual([times.first, times.marginMs], ["server", 300]);
});

test("the client is first, with an RST; the server keeps the connection: the margin is a least one", () => {
  const times = read([304, held("> R. 14:14(0) ack 14")]);
  assert.deepEqual([times.client.closesMs, times.client.by], [300, "rst"]);
  assert.deepEqual(times.server, { watchedMs: 2000 });
  assert.deepEqual([times.first, times.marginMs], ["client", 1700]);
});

test("neither closes it", () => {
  const { first, marginMs, server, client } = read();
  assert.deepEqual([first, marginMs], ["neither", undefined]);
  assert.deepEqual([server, client], [{ watchedMs: 2000 }, { watchedMs: 2000 }]);
});

test("a FIN that arrived answers for the other end: when that closes by itself is unknown, and there is no margin", () => {
  const times = read([504, segment("< F. 14:14(0) ack 14")], [505, held("> F. 14:14(0) ack 15")]);
  assert.equal(times.server.closesMs, 500);
  assert.equal(times.client.closesMs, undefined);
  assert.match(times.client.why ?? "", /the other end's FIN had reached it/);
  assert.deepEqual([times.first, times.marginMs], ["server", undefined]);
});

test("what is said meanwhile begins the time anew", () => {
  const times = read(
    [1004, segment("> P. 14:18(4) ack 14", "ping")],
    [1005, segment("< P. 14:18(4) ack 18", "ping")],
    [1505, held("< F. 18:18(0) ack 18")],
  );
  assert.equal(times.server.closesMs, 500);
});

test("lost frames, and a connection on which nothing was said: unknown", () => {
  const all = observations(...opened, [504, held("< F. 14:14(0) ack 14")]);
  const lossy = readIdleTimes({ observations: all, drops: 3 });
  assert.deepEqual([lossy.first, lossy.server.closesMs], ["unknown", undefined]);
  assert.match(lossy.server.why ?? "", /lost 3 frames/);
  const silent = readIdleTimes({ observations: observations(...opened.slice(0, 4)), drops: 0 });
  assert.deepEqual([silent.first, silent.server.closesMs], ["unknown", undefined]);
});
