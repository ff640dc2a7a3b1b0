// Who closes an idle connection first, from segments: those that the wire held, and those that it could not hold.

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatIdleness } from "../../src/cli/idle/format.ts";
import type { IdleCommand } from "../../src/cli/idle/options.ts";
import { readIdleTimes } from "../../src/idle/read-times.ts";
import type { Idleness } from "../../src/idle/result.ts";
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
  assert.match(lossy.server.why ?? "", /^3 segments are missing/);
  const silent = readIdleTimes({ observations: observations(...opened.slice(0, 4)), drops: 0 });
  assert.deepEqual([silent.first, silent.server.closesMs], ["unknown", undefined]);
});

const leftAlone: Moment = [
  5,
  { kind: "fault", fault: "none", pid: 0, text: "nothing is done to the server" },
];

for (const [what, ...goodbye] of [
  [
    "in a segment of its own",
    [1950, segment("< P. 14:18(4) ack 14", "bye\n")],
    [1951, held("< F. 18:18(0) ack 14")],
  ],
  ["with its FIN", [1951, segment("< FP. 14:18(4) ack 14", "bye\n")]],
  [
    "most of a second before its FIN",
    [1151, segment("< P. 14:18(4) ack 14", "bye\n")],
    [1951, held("< F. 18:18(0) ack 14")],
  ],
  [
    "and the client says it too",
    [1948, segment("< P. 14:18(4) ack 14", "bye\n")],
    [1949, segment("> P. 14:18(4) ack 18", "bye\n")],
    [1951, held("< F. 18:18(0) ack 18")],
  ],
] as const satisfies readonly (readonly [string, ...Moment[]])[])
  test(`a server that says goodbye, ${what}: that is no use of the connection`, () => {
    const { server, client, first } = read(leftAlone, ...goodbye);
    assert.deepEqual([server.closesMs, first], [1947, "server"]);
    assert.equal(client.watchedMs, 2000);
  });

test("an answer, and the FIN with it, is not a goodbye", () => {
  const times = read(
    [1004, segment("> P. 14:18(4) ack 14", "ping")],
    [1504, segment("< P. 14:18(4) ack 18", "ping")],
    [1504.5, { kind: "fault", fault: "none", pid: 0, text: "nothing is done to the server" }],
    [1505, held("< F. 18:18(0) ack 18")],
  );
  assert.equal(times.server.closesMs, 1);
  const slow = read(
    [1000, segment("< P. 14:18(4) ack 14", "more")],
    [1001, held("< F. 18:18(0) ack 14")],
    [1002, { kind: "fault", fault: "none", pid: 0, text: "nothing is done to the server" }],
  );
  assert.equal(slow.server.closesMs, 1);
});

test("a client that closes once the server has said goodbye has not closed by itself", () => {
  const { client, server, marginMs } = read(
    leftAlone,
    [1000, segment("< P. 14:18(4) ack 14", "bye\n")],
    [1001, held("> F. 14:14(0) ack 18")],
    [1002, held("< F. 18:18(0) ack 14")],
  );
  assert.equal(server.closesMs, 998);
  assert.deepEqual([client.closesMs, marginMs], [undefined, undefined]);
  assert.match(client.why ?? "", /had said goodbye/);
});

test("a connection with a heartbeat was never idle: unknown, and not that neither closes it", () => {
  const { server, client, first } = read(
    leftAlone,
    [704, segment("> P. 14:18(4) ack 14", "ping")],
    [705, segment("< P. 14:18(4) ack 18", "ping")],
    [1404, segment("> P. 18:22(4) ack 18", "ping")],
    [1405, segment("< P. 18:22(4) ack 22", "ping")],
  );
  assert.equal(first, "unknown");
  for (const end of [server, client])
    assert.match(end.why ?? "", /^it was never idle for longer than 700 ms: the client sends by itself$/);
});

const beats = [304, 604, 904].map((ms, i): Moment => [
  ms,
  segment(`< P. ${14 + i * 5}:${19 + i * 5}(5) ack 14`, "beat\n"),
]);

test("a server that closes between two of its heartbeats was not idle: unknown, and the last is no goodbye", () => {
  const { server, first } = read(leftAlone, ...beats, [1004, held("< F. 29:29(0) ack 14")]);
  assert.equal(server.closesMs, undefined);
  assert.match(server.why ?? "", /^it was never idle for longer than 300 ms: the server sends by itself$/);
  assert.equal(first, "unknown");
  const both = read(
    leftAlone,
    ...beats,
    [1004, held("< F. 29:29(0) ack 14")],
    [1904, held("> F. 14:14(0) ack 29")],
  );
  assert.equal(both.first, "unknown", "the client, which had its time of silence, was not the first");
});

test("a silence that is longer than any before it is an idle time; one with a ping before it, too", () => {
  const beaten = read(leftAlone, ...beats, [1504, held("< F. 29:29(0) ack 14")]);
  assert.deepEqual([beaten.server.closesMs, beaten.first], [600, "server"]);
  const pinged = read(
    leftAlone,
    [504, segment("> P. 14:18(4) ack 14", "ping")],
    [505, segment("< P. 14:18(4) ack 18", "ping")],
    [1505, held("< F. 18:18(0) ack 18")],
  );
  assert.deepEqual([pinged.server.closesMs, pinged.first], [1000, "server"]);
  const sooner = read(
    leftAlone,
    [1004, segment("> P. 14:18(4) ack 14", "ping")],
    [1005, segment("< P. 14:18(4) ack 18", "ping")],
    [1505, held("< F. 18:18(0) ack 18")],
  );
  assert.deepEqual([sooner.server.closesMs, sooner.first], [undefined, "unknown"]);
});

test("the text says that a program ended, and how: a crash is no time limit of the connection's", () => {
  const exit: Moment = [1010, { kind: "program-exited", role: "server", pid: 7, signal: "SIGABRT" }];
  const times = read(leftAlone, [1004, held("< F. 14:14(0) ack 14")], exit);
  assert.equal(times.server.ended, "SIGABRT");
  assert.equal(read(leftAlone, [1004, held("< F. 14:14(0) ack 14")]).server.ended, undefined);
  const command = { server: "s", client: "c", request: { upToMs: 2000 } } as unknown as IdleCommand;
  const idleness = { ...times, crossing: { notMade: "made up" }, isMissing: false } as unknown as Idleness;
  const text = formatIdleness(idleness, command, { width: 100, colour: false, unicode: false }).join("\n");
  assert.match(text, /closes after 1 000 ms \(a FIN: it ended, with SIGABRT\)/);
});

test("what trails in just after the answer leaves the connection idle", () => {
  const { server, first } = read(leftAlone, [14, segment("> P. 14:18(4) ack 14", "ack ")]);
  assert.deepEqual([first, server.watchedMs], ["neither", 1990]);
});

test("the text says by what a server closes: an RST is not called a FIN", () => {
  const times = read(leftAlone, [1004, held("< R. 14:14(0) ack 14")]);
  const command = { server: "s", client: "c", request: { upToMs: 2000 } } as unknown as IdleCommand;
  const idleness = { ...times, crossing: { notMade: "made up" }, isMissing: false } as unknown as Idleness;
  const text = formatIdleness(idleness, command, { width: 100, colour: false, unicode: false }).join("\n");
  assert.match(text, /closes after 1 000 ms \(an RST\)/);
  assert.match(text, /sent just then meets its RST\./);
  assert.doesNotMatch(text, /FIN/);
});

test("the text fits a terminal of 20 columns", () => {
  const command = { server: "s", client: "c", request: { upToMs: 2000 } } as unknown as IdleCommand;
  const idleness = {
    ...read(leftAlone),
    crossing: { notMade: "made up" },
    isMissing: false,
  } as unknown as Idleness;
  const lines = formatIdleness(idleness, command, { width: 20, colour: false, unicode: false });
  assert.deepEqual(
    lines.filter((line) => line.length > 20),
    [],
  );
  assert.match(lines.join(" ").replace(/ +/g, " "), /keeps it longer than 2 000 ms/);
});
