// What a client asks by itself through a proxy after the fault, and the proxy answers by itself (a `502`).

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fact } from "../../../src/timeline/observation.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { askedOfProxy, settleOwnBeyond } from "../../../src/verdict/asks/beyond-proxy.ts";
import { OWN } from "../../../src/verdict/asks/loss.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { connection, segment } from "../made-up.ts";
import { START } from "../one-run.ts";
import { type Timed, beyond, fault, legs, seen } from "../made-up-proxy.ts";

const { client, server } = connection;
const asks: Timed = [20, segment("> P. 14:23(9) ack 14", "GET /two\n")];
const page: Timed = [
  22,
  { ...segment("< P. 14:24(10) ack 23", "502 for it"), from: server, to: client } as Fact,
];
const passesOn: Timed = [20.5, beyond("> P. 14:23(9) ack 14")];
const serves: Timed = [21, beyond("< P. 14:24(10) ack 23")];
const NOTHING: Timed = [10, { kind: "fault", fault: "none", pid: 0, text: "" }];

function asked(died: Timed, ...more: readonly Timed[]): readonly (string | undefined)[] {
  const { near } = legs(seen(START, died, asks, ...more));
  const own: SaidEntry = { text: OWN, atNs: 0, fate: "read", isLost: false, isOwn: true, because: [] };
  const entry = settleOwnBeyond(own, near, flowsOf(near));
  return [askedOfProxy(near, flowsOf(near))?.fate, `${entry.fate} ${entry.isLost}`];
}

test("what never got to the server, and was answered all the same, is not known to be done", () => {
  assert.deepEqual(asked(fault, page), ["unknown", "unknown undefined"]);
  assert.deepEqual(asked(fault, passesOn, page), ["unknown", "unknown undefined"]);
});

test("what the server has answered is done; so is what was not answered yet no answer of the proxy's", () => {
  assert.deepEqual(asked(fault, passesOn, serves, page), [undefined, "read false"]);
  assert.deepEqual(asked(fault), [undefined, "read false"]);
  assert.deepEqual(asked(NOTHING, page), [undefined, "read false"]);
});

test("of what it asked in several segments, the first shows it", () => {
  const more: Timed = [20.2, segment("> P. 23:28(5) ack 14", "more\n")];
  const { near } = legs(seen(START, fault, asks, more, page));
  const segments = near.segments.filter(({ payload }) => atob(payload) === "GET /two\n");
  assert.deepEqual(
    askedOfProxy(near, flowsOf(near))?.because,
    segments.map(({ id }) => id),
  );
});

test("of its own thing it is known only where that may be an answer of the proxy's", () => {
  const { near } = legs(seen(START, fault, asks, page));
  const flows = flowsOf(near);
  const of = (other: Partial<SaidEntry>): string => {
    const own: SaidEntry = { text: OWN, atNs: 0, fate: "read", isLost: false, isOwn: true, because: [] };
    return settleOwnBeyond({ ...own, ...other }, near, flows).fate;
  };
  assert.equal(of({ isLost: true }), "read");
  assert.equal(of({ fate: "shown" }), "shown", "what was expected");
  assert.equal(of({ text: "two", isOwn: true }), "read", "said before the fault");
});
