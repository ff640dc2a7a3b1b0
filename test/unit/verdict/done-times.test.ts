// How often each thing was done, from how many were done in all: only what no other way of dividing them could be.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { type Thing, divideDone } from "../../../src/verdict/belief/done-times.ts";

function thing(entry: Partial<SaidEntry>, wasDone = false): Thing {
  return { entry: { text: "x", atNs: 0, fate: "acknowledged", because: [], ...entry }, wasDone };
}

const once = thing({ sent: 1 });
const answered = thing({ sent: 1 }, true);
const refused = thing({ sent: 1, fate: "refused" });
const swallowed = thing({ sent: 1, fate: "swallowed" });
const unclear = thing({});

/** `1 0`, or why not. */
function divided(total: number, isExact: boolean, ...things: readonly Thing[]): string {
  return divideDone(things, total, isExact)
    .map((done) => ("times" in done ? done.times : done.unknown))
    .join(" ");
}

test("as many as there are, or none: each was done, or none was; in between it may be either", () => {
  assert.equal(divided(2, true, once, once), "1 1");
  assert.equal(divided(0, true, once, once), "0 0");
  assert.equal(divided(1, true, once, once), "not-one-each not-one-each");
});

test("what was answered before the fault was done then, and the rest is of the others", () => {
  assert.equal(divided(1, true, answered, once), "1 0");
  assert.equal(divided(2, true, answered, once), "1 1");
  assert.equal(divided(0, true, answered, once), "server-forgot server-forgot");
  assert.equal(divided(2, true, answered, once, once), "1 not-one-each not-one-each");
});

test("more than was sent is somebody's doing twice, where without the fault each is counted once", () => {
  assert.equal(divided(2, true, once), "2");
  assert.equal(divided(2, false, once), "not-one-each");
  assert.equal(divided(3, true, answered, once), "1 2", "hardly what was over before the fault");
  assert.equal(divided(3, true, once, once), "not-one-each not-one-each");
  assert.equal(divided(2, true, answered), "not-one-each");
  assert.equal(divided(2, true, answered, refused), "not-one-each not-one-each");
});

test("what was never sent, or refused, was not done, however many are counted", () => {
  assert.equal(divided(1, true, once, refused), "1 0");
  assert.equal(divided(0, true, refused, swallowed), "0 0");
  assert.equal(divided(1, true, refused), "not-one-each");
  assert.equal(divided(2, true, once, swallowed), "2 0");
});

test("sent so often, it may have been done so often; where that is not known, any number of times", () => {
  const twice = thing({ sent: 2 });
  assert.equal(divided(2, true, twice), "2");
  assert.equal(divided(3, true, twice, once), "2 1");
  assert.equal(divided(2, true, twice, once), "not-one-each not-one-each");
  assert.equal(divided(2, false, unclear), "2");
  assert.equal(divided(2, false, unclear, once), "not-one-each not-one-each");
  assert.equal(divided(2, false, unclear, refused), "2 0");
  // It was delivered, and where its bytes are was not found.
  assert.equal(divided(2, false, thing({ sent: 0 })), "2");
});

test("where its words were not found, one connection with data has it once; two may have it any number of times", () => {
  const onOne = thing({ connections: 1 });
  assert.equal(divided(1, false, onOne), "1");
  assert.equal(divided(2, false, onOne), "not-one-each");
  assert.equal(divided(2, false, onOne, once), "1 1");
  assert.equal(divided(3, false, thing({ connections: 2 }), once), "not-one-each not-one-each");
  assert.equal(divided(4, false, thing({ sent: 2, connections: 1 }), thing({ sent: 2 })), "2 2");
});

test("what a client asks by itself is not one thing: it may be done any number of times", () => {
  assert.equal(divided(3, false, thing({ sent: 1, isOwn: true })), "3");
  assert.equal(divided(2, true, thing({ sent: 1, isOwn: true }), once), "not-one-each not-one-each");
});
