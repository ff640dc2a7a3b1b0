// How many things the server has done: by what `--count` printed before and after, or by its own output.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Evidence } from "../../../src/timeline/case.ts";
import { serverHas } from "../../../src/verdict/ledger/server-has.ts";
import {
  NO_CONTROL,
  START,
  type Timed,
  caseOf,
  counted,
  ofServer,
  prints,
  usual,
  without,
} from "../one-run.ts";

const COUNTED = { ...usual(), countedMore: 0 };
const stores = (ms: number): Timed => ofServer(prints(ms, "stored it\n"));
const meaning = { doneWhen: { regexp: "stored", flags: "" } };

/** `2`, or why it is unknown. */
function has(facts: readonly Timed[], other: Partial<Evidence> = {}): number | string {
  const found = serverHas(caseOf(facts, { control: COUNTED, ...other }));
  return "times" in found ? found.times : found.unknown;
}

test("by its count: from the one before to the last one after, in either order of things", () => {
  const before = counted(10, "before", 3);
  assert.equal(has([before, counted(2500, "after", 5)]), 2);
  assert.equal(has([before, counted(2500, "after", 3)]), 0);
  assert.equal(has([counted(10, "before", 0), counted(2500, "after", 4), counted(3000, "after", 6)]), 6);
  assert.equal(has([before, counted(2500, "after", 2)]), "server-forgot");
});

test("a count that was not asked for, or printed no number, before or after", () => {
  const before = counted(10, "before", 3);
  assert.equal(has([]), "not-asked");
  assert.equal(has([before]), "not-counted");
  assert.equal(has([counted(2500, "after", 3)]), "not-counted");
  assert.equal(has([counted(10, "before"), counted(2500, "after", 3)]), "not-counted");
  assert.equal(has([before, counted(2500, "after")]), "not-counted");
});

test("a control that could not count shows that the count is not to be relied on; without one it stands alone", () => {
  const facts = [counted(10, "before", 3), counted(2500, "after", 5)];
  assert.equal(has(facts, { control: usual() }), "not-counted");
  assert.equal(has(facts, { control: NO_CONTROL }), 2);
  assert.equal(serverHasWithout(facts), 2);
  // What was wrong in this run is the reason, whatever the control has.
  assert.equal(
    has([counted(10, "before", 3), counted(2500, "after", 2)], { control: usual() }),
    "server-forgot",
  );
});

function serverHasWithout(facts: readonly Timed[]): number | string {
  const { control: _, ...evidence } = caseOf(facts).evidence;
  const found = serverHas({ ...caseOf(facts), evidence });
  return "times" in found ? found.times : found.unknown;
}

test("two servers: what the first one had in the end is not known", () => {
  const took: Timed = [1100, { kind: "took-over", pid: 9, command: "another" }];
  assert.equal(has([counted(10, "before", 3), took, counted(2500, "after", 5)]), "not-one-each");
});

test("by what it prints since the client was started; what it printed before is about somebody else", () => {
  const start: Timed = [100, { kind: "program-started", role: "client", pid: 3, command: "c", on: "pipes" }];
  assert.equal(has([START, stores(200), stores(300)], { meaning }), 2);
  assert.equal(has([stores(50), start, stores(100), stores(300)], { meaning }), 2);
  const server: Timed = [90, { kind: "program-started", role: "server", pid: 7, command: "s", on: "pipes" }];
  assert.equal(has([server, stores(95), start, stores(300)], { meaning }), 1, "its own start is no matter");
  assert.equal(has([stores(50), stores(300)], { meaning }), 2, "a client that was there already");
  assert.equal(has([START, prints(200, "stored it\n"), stores(300)], { meaning }), 1, "not the client's");
});

test("a pattern that never came proves nothing unless it came in the control", () => {
  assert.equal(has([START], { meaning }), 0);
  assert.equal(has([START], { meaning, control: usual() }), "not-counted");
  assert.equal(has([START], { meaning, control: NO_CONTROL }), "not-counted");
  assert.equal(has([START, stores(200)], { meaning, control: NO_CONTROL }), 1);
});

test("output that was cut, or not recorded, says nothing of how often; the client's output does not matter", () => {
  const cut = (role: "client" | "server"): Timed => [400, { kind: "output-cut", role, kept: 10 }];
  assert.equal(has([START, stores(200), cut("server")], { meaning }), "not-observed");
  assert.equal(has([START, stores(200), cut("client")], { meaning }), 1);
  assert.equal(has([START, stores(200)], { meaning, ...without("output") }), "not-observed");
});

test("a pattern that takes too long has not counted anything", () => {
  const slow = { doneWhen: { regexp: "(l|l|ll)+$", flags: "" } };
  const long = ofServer(prints(200, `${"l".repeat(60)}!\n`));
  assert.equal(has([START, long], { meaning: slow }), "slow-pattern");
});

test("what cannot be a pattern is no reason to judge without it", () => {
  const wrong = { doneWhen: { regexp: "(", flags: "" } };
  assert.throws(() => has([START, stores(200)], { meaning: wrong }), { name: "SyntaxError" });
});
