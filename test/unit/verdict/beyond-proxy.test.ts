// What is said through a proxy after the fault: where the server has taken none of it, nobody knows what has become of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import type { Fate } from "../../../src/timeline/words.ts";
import { settleBeyond } from "../../../src/verdict/asks/beyond-proxy.ts";
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
});

test("nothing changes for what was said before the fault, or where nothing was done", () => {
  assert.equal(settled([], "taken", 5), "taken false");
  assert.equal(settled([], "taken", 20, nothingDone), "taken false");
});
