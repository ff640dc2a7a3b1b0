// What is said through a proxy after the fault: where the server has taken none of it, nobody knows what has become of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import type { Fate } from "../../../src/timeline/words.ts";
import { settleBeyond } from "../../../src/verdict/asks/beyond-proxy.ts";
import { connection, segment } from "../made-up.ts";
import { type Timed, beyond, fault, legs, seen, upstream } from "../made-up-proxy.ts";

const passesOn: Timed = [21, beyond("> P. 14:18(4) ack 14")];
const acked: Timed = [22, beyond("< . 14:14(0) ack 18")];
const stopped: Timed = [
  11,
  { kind: "processes", rows: [{ pid: 42, parent: 1, state: "T", name: "srv" }], listeners: [] },
];
const nothingDone: Timed = [10, { kind: "fault", fault: "none", pid: 0, text: "" }];

function settled(more: readonly Timed[], fate: Fate = "taken", atMs = 20, died: Timed = fault): string {
  const entry: SaidEntry = { text: "two", atNs: atMs * 1e6, fate, isLost: false, because: [] };
  const after = settleBeyond(entry, legs(seen(died, ...more)).near);
  return `${after.fate} ${after.isLost}`;
}

test("what the proxy took, and the server's host did not, is not known to be done", () => {
  assert.equal(settled([]), "unknown undefined");
  assert.equal(settled([passesOn]), "unknown undefined");
  assert.equal(settled([passesOn, acked]), "taken false");
});

test("nor is what it answers by itself, unless that is what was expected", () => {
  assert.equal(settled([passesOn], "read"), "unknown undefined");
  assert.equal(settled([passesOn], "shown"), "shown false");
  assert.equal(settled([passesOn, [22, beyond("< P. 14:24(10) ack 18")]], "read"), "read false");
});

test("an RST takes nothing, nor does an acknowledgment of what went before, or on another connection", () => {
  const other = { ...upstream, client: { ...upstream.client, port: 50_001 } };
  for (const said of [beyond("< R. 14:14(0) ack 18"), beyond("< . 14:14(0) ack 14")])
    assert.equal(settled([passesOn, [22, said]]), "unknown undefined");
  assert.equal(settled([passesOn, [22, beyond("< . 14:14(0) ack 18", other)]]), "unknown undefined");
});

test("the kernel of a stopped server acknowledges, and nobody reads it", () => {
  assert.equal(settled([stopped, passesOn, acked]), "unknown undefined");
  const worker = { pid: 43, parent: 42, state: "T", name: "srv" };
  const server = { ...worker, pid: 42, parent: 1, state: "S" };
  const another: Timed = [11, { kind: "processes", rows: [server, worker], listeners: [] }];
  assert.equal(settled([another, passesOn, acked]), "taken false", "that is another one");
});

test("nothing changes for what was said before the fault, or where nothing was done", () => {
  assert.equal(settled([], "taken", 5), "taken false");
  assert.equal(settled([], "taken", 20, nothingDone), "taken false");
});

const other = { ...upstream, client: { ...upstream.client, port: 50_001 } };
const CHECK = "GET /up HTTP/1.0\r\n\r\n";

/** The proxy asks whether the server is there, and it is. */
const checks = (ms: number, at = other): Timed[] => [
  [ms, beyond("> P. 1:20(19) ack 1", at, CHECK)],
  [ms + 0.1, beyond("< P. 1:11(10) ack 20", at, "HTTP/1.0 20")],
];

test("what the server says to the proxy's own checks is no answer, nor is that they are acknowledged", () => {
  const earlier = checks(0.5, { ...other, client: { ...other.client, port: 49_999 } });
  assert.equal(settled([...earlier, ...checks(21)], "read"), "unknown undefined");
  assert.equal(settled([...earlier, ...checks(21)], "taken"), "unknown undefined");
  const passedOn = { ...other, client: { ...other.client, port: 50_002 } };
  const served: Timed[] = [
    [24, beyond("> P. 1:5(4) ack 1", passedOn, "two\n")],
    [25, beyond("< P. 1:11(10) ack 5", passedOn)],
  ];
  assert.equal(settled([...earlier, ...checks(21), ...served], "read"), "read false");
});

test("nor is what it says once the client has its answer, or by itself", () => {
  const { client, server } = connection;
  const page = { ...segment("< P. 14:24(10) ack 18", "503 for two"), from: server, to: client };
  const all = legs(seen(fault, [21, page], [30, passesOn[1]], [31, beyond("< P. 14:24(10) ack 18")])).near;
  const because = all.segments.filter(({ atNs }) => atNs === 21e6).map(({ id }) => id);
  const entry: SaidEntry = { text: "two", atNs: 20e6, fate: "read", isLost: false, because };
  assert.equal(settleBeyond(entry, all).fate, "unknown");
  assert.equal(settleBeyond({ ...entry, because: [] }, all).fate, "read", "it may be its answer");
  assert.equal(settled([[22, beyond("< P. 14:24(10) ack 14")]], "read"), "unknown undefined", "unasked");
  const hello: Timed[] = [
    [21, beyond("> S 0:0(0)", other)],
    [22, beyond("< S. 0:0(0) ack 1", other)],
  ];
  assert.equal(settled(hello), "unknown undefined", "a new connection takes nothing");
  const greets: Timed = [23, beyond("< P. 1:11(10) ack 1", other)];
  assert.equal(settled([...hello, greets], "read"), "unknown undefined", "nor is a greeting an answer");
});

test("the client has its answer with the server's first data, not with what it sent itself", () => {
  const { client, server } = connection;
  const asks: Timed = [20.5, segment("> P. 14:18(4) ack 14", "two\n")];
  const ack: Timed = [20.6, { ...segment("< . 14:14(0) ack 18"), from: server, to: client }];
  const page: Timed = [23, { ...segment("< P. 14:24(10) ack 18", "it is done"), from: server, to: client }];
  const all = legs(seen(fault, asks, ack, passesOn, [22, beyond("< P. 14:24(10) ack 18")], page)).near;
  const because = all.segments.filter(({ atNs }) => atNs > 20e6).map(({ id }) => id);
  assert.equal(because.length, 3);
  const entry: SaidEntry = { text: "two", atNs: 20e6, fate: "read", isLost: false, because };
  assert.equal(settleBeyond(entry, all).fate, "read");
});

test("that the server's host took it is no answer, if the client has one", () => {
  assert.equal(settled([passesOn, acked], "read"), "unknown undefined");
});

test("what is passed on once more was said is that, unless it is the same", () => {
  const more: Timed = [20.5, { kind: "typed", text: "three" }];
  const passed = (text: string): Timed[] => [
    more,
    [21, beyond("> P. 14:18(4) ack 14", upstream, text)],
    acked,
  ];
  assert.equal(settled(passed("three")), "unknown undefined");
  assert.equal(settled(passed("SAY two")), "taken false");
  assert.equal(settled([passesOn, acked, [23, more[1]]]), "taken false", "that was said later");
  const lost: SaidEntry = { text: "two", atNs: 20e6, fate: "taken", isLost: true, because: [] };
  assert.equal(settleBeyond(lost, legs(seen(fault)).near).fate, "taken", "it is lost in any case");
});
