// The scoreboard of a pool's children: one memory, mapped by everybody.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  type ChildState,
  type Scoreboard,
  createScoreboard,
  openScoreboard,
} from "../../src/pool/scoreboard.ts";
import { close } from "../../src/sys/io.ts";
import * as fc from "fast-check";

const SLOTS = 8;

/** Two mappings of the same memory, as parent and child have them. */
function twoMappings(t: TestContext): { parent: Scoreboard; child: Scoreboard } {
  const parent = createScoreboard(SLOTS);
  t.after(() => close(parent.fd));
  return { parent, child: openScoreboard(parent.fd, SLOTS) };
}

test("what one mapping writes the other one sees", (t) => {
  const { parent, child } = twoMappings(t);
  assert.ok(!child.isStarting(3));
  parent.set(3, "starting");
  assert.ok(child.isStarting(3));
  assert.ok(child.hasSpares(1));
  child.set(3, "busy");
  assert.ok(!parent.isStarting(3));
  assert.ok(!parent.hasSpares(1));
  child.set(3, "idle");
  assert.ok(parent.hasSpares(1));
});

test("at first every child is absent, and there is no spare", (t) => {
  const { parent } = twoMappings(t);
  assert.ok(!parent.hasSpares(1));
  assert.ok(parent.hasSpares(0));
});

test("spares are the children that are idle or starting, no more and no fewer", (t) => {
  const { parent, child } = twoMappings(t);
  const states = fc.array(fc.constantFrom<ChildState>("absent", "starting", "idle", "busy"), {
    minLength: SLOTS,
    maxLength: SLOTS,
  });
  fc.assert(
    fc.property(states, fc.nat(SLOTS + 1), (all, wanted) => {
      all.forEach((state, slot) => parent.set(slot, state));
      const spares = all.filter((state) => state === "idle" || state === "starting").length;
      assert.equal(child.hasSpares(wanted), spares >= wanted);
      all.forEach((state, slot) => assert.equal(child.isStarting(slot), state === "starting"));
    }),
  );
});
