// What a client has printed for a thing that is lost, as if it had been answered; on a terminal that may be its own drawing
// of what was typed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { hasClaimed } from "../../../src/verdict/ledger/claims.ts";
import { evidenceOf, observations } from "../made-up.ts";
import { START, type Timed, prints, types } from "../one-run.ts";

const TERMINAL: Timed = [0, { ...START[1], on: "terminal" } as Timed[1]];
const expected = (ms: number, text: string, isFound = true): Timed => [
  ms,
  { kind: "expected", phase: "after", pattern: "x", found: isFound, text },
];
const lost = (text: string, ms: number, other: Partial<SaidEntry> = {}): SaidEntry => ({
  text,
  atNs: ms * 1e6,
  fate: "taken",
  isLost: true,
  found: true,
  because: [],
  ...other,
});
const TWO = lost("two", 100);

function claims(facts: readonly Timed[], ...said: readonly SaidEntry[]): boolean {
  return hasClaimed(layOut(evidenceOf(observations(...facts))), { said, bytes: [] });
}

test("what was expected of a thing that is lost was printed", () => {
  assert.equal(claims([START], TWO), true);
  assert.equal(claims([START], lost("two", 100, { found: false })), false);
  assert.equal(claims([START], lost("two", 100, { isLost: false })), false);
  assert.equal(claims([expected(110, "stored")], TWO), false, "nothing is known of the client");
});

test("on a terminal it may be what was typed, behind its prompt", () => {
  const drawn = [TERMINAL, prints(90, "welcome\r\nready\r\nsh"), prints(95, "op> "), types(100, "two")];
  const of = (text: string): boolean => claims([...drawn, expected(110, text)], TWO);
  assert.deepEqual(["two", "two\r\n", "shop> two"].map(of), [false, false, false]);
  assert.deepEqual(["stored two", "ready", "two of it"].map(of), [true, true, true]);
  const late = [TERMINAL, types(100, "two"), prints(105, "shop> "), expected(110, "shop> two")];
  assert.equal(claims(late, TWO), true, "a prompt that came later");
});

test("only what was expected, and found, from then until the next thing was typed", () => {
  const drawn = [TERMINAL, types(100, "two"), expected(110, "two")];
  assert.equal(claims(drawn, TWO), false);
  assert.equal(claims([...drawn, expected(120, "stored")], TWO), true);
  assert.equal(claims([...drawn, expected(120, "", false)], TWO), false, "not found");
  assert.equal(claims([TERMINAL, types(50, "one"), expected(60, "stored"), ...drawn.slice(1)], TWO), false);
  const next = [...drawn, types(200, "three"), expected(210, "stored three")];
  assert.equal(claims(next, TWO), false, "of the next one");
  assert.equal(claims(next, TWO, lost("three", 200)), true, "that one");
});
