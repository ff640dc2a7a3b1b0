// What an RST has answered, and what the client asks since: the same, what may be the same, or something else.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { neverAgainEntry } from "../../../src/verdict/asks/never-again.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { type Exchange, controlOf, runOf, seenIn } from "../exchanges.ts";
import { segment } from "../made-up.ts";
import { type Timed, exits } from "../one-run.ts";

const store = (thing: string): Exchange => [`STORE ${thing}\r\n`, "+OK\r\n"];
const [ONE, TWO, THREE] = [store("one"), store("two"), store("three")] as const;
const PING: Exchange = ["PING\r\n", "+PONG\r\n"];

interface Run {
  readonly refused: string;
  readonly since: readonly Exchange[];
  readonly control?: ControlRecord;
  readonly more?: readonly ControlRecord[];
  /** The FIN comes at 1002 ms. */
  readonly refusedMs?: number;
  readonly ends?: readonly Timed[];
}

/** ONE was answered before the fault; what is sent on that connection afterwards is answered with an RST. */
function fateOf({
  refused,
  since,
  refusedMs = 1050,
  ends = [exits(1500, { exitCode: 0 })],
  ...beside
}: Run): string {
  const { control = controlOf(ONE, TWO, THREE, PING), more = [] } = beside;
  const from = 1 + ONE[0].length;
  const sent = segment(`> P. ${from}:${from + refused.length}(${refused.length}) ack 7`, refused);
  const rst: Timed = [refusedMs + 1, segment("< R 7:7(0)")];
  const seen = seenIn([...runOf([ONE], since), [refusedMs, sent], rst, ...ends]);
  const judged = { ...seen, evidence: { ...seen.evidence, control: { ...control, more } } };
  const entry = neverAgainEntry(judged, flowsOf(judged));
  return entry === undefined ? "none" : entry.isLost === true ? "lost" : entry.fate;
}

test("it is lost where it is not asked again, whatever is asked since", () => {
  assert.equal(fateOf({ refused: TWO[0], since: [THREE] }), "lost");
  assert.equal(fateOf({ refused: TWO[0], since: [["LOGIN 17f3\r\n", "+OK\r\n"], THREE] }), "lost");
  assert.equal(fateOf({ refused: TWO[0], since: [TWO, THREE] }), "none");
  assert.equal(fateOf({ refused: TWO[0] + THREE[0], since: [TWO, PING, THREE] }), "none", "one by one");
  assert.equal(fateOf({ refused: TWO[0] + THREE[0], since: [TWO] }), "unknown", "a part of it");
  assert.equal(fateOf({ refused: TWO[0], since: [THREE], ends: [] }), "none", "it has not ended");
});

test("what it asks once the FIN has come may be its farewell, where it is the last thing without the fault", () => {
  const refused = "GOODBYE\r\n";
  const control = controlOf(ONE, TWO, THREE, [refused, "+OK\r\n"]);
  assert.equal(fateOf({ refused, since: [TWO, THREE], control, refusedMs: 1010 }), "none");
  assert.equal(fateOf({ refused, since: [TWO, THREE], control, refusedMs: 1050 }), "lost");
  assert.equal(fateOf({ refused: TWO[0], since: [THREE], control, refusedMs: 1010 }), "lost", "more follows");
  assert.equal(fateOf({ refused, since: [TWO, THREE], refusedMs: 1010 }), "none", "no control has it");
  assert.equal(
    fateOf({ refused: store("17f3c2")[0], since: [THREE], refusedMs: 1010 }),
    "unknown",
    "nor is it one",
  );
});

test("what asks whether the connection lives, what is too short, and what is asked again and again is no such thing", () => {
  const since = [TWO, THREE];
  const checks = ["*1\r\n$4\r\nPING\r\n", "SELECT 1;\r\n", "GET /health HTTP/1.1\r\n\r\n", "NOOP 1234\r\n"];
  for (const refused of checks)
    assert.equal(fateOf({ refused, since, control: controlOf(ONE, [refused, "ok"], TWO) }), "none", refused);
  assert.equal(
    fateOf({ refused: "NEXT\r\n", since, control: controlOf(ONE, ["NEXT\r\n", "ok"], TWO) }),
    "none",
  );
  const often = controlOf(ONE, TWO, TWO, THREE);
  assert.equal(fateOf({ refused: TWO[0], since: [THREE], control: often }), "none");
});

test("where it may be asked otherwise, nobody knows", () => {
  const unique = store("17f3c2");
  assert.equal(fateOf({ refused: unique[0], since: [THREE] }), "unknown", "no control has it");
  assert.equal(fateOf({ refused: unique[0], since: [unique, THREE] }), "none");
  assert.equal(
    fateOf({ refused: TWO[0], since: [THREE], more: [controlOf(ONE, THREE)] }),
    "unknown",
    "nor has each",
  );
  assert.equal(fateOf({ refused: TWO[0], since: [store("two try 2"), THREE] }), "unknown");
  const batch: Exchange = ["BATCH alpha bravo\r\n", "+2\r\n"];
  const control = controlOf(ONE, batch, THREE);
  assert.equal(
    fateOf({ refused: batch[0], since: [store("alpha"), store("bravo"), THREE], control }),
    "unknown",
  );
  assert.equal(fateOf({ refused: batch[0], since: [PING, THREE], control }), "lost");
  const framed = (text: string): Exchange => [`\u0000\u0003${text}`, "+OK\r\n"];
  const binary = controlOf(ONE, framed("INSERT two"), framed("INSERT three"));
  assert.equal(
    fateOf({ refused: framed("INSERT two")[0], since: [framed("INSERT three")], control: binary }),
    "unknown",
  );
  const tagged = controlOf(ONE, ["a2 STORE two\r\n", "a2 OK\r\n"], THREE);
  assert.equal(
    fateOf({
      refused: "a2 STORE two\r\n",
      since: [["b1 STORE two\r\n", "b1 OK\r\n"], THREE],
      control: tagged,
    }),
    "unknown",
  );
});

test("what nobody can read is no farewell, where the control goes on with its like", () => {
  const binary = (thing: string): Exchange => [`\0\0\0\u0005\u0003STORE ${thing}\r\n`, "+OK\r\n"];
  const control = controlOf(ONE, binary("17f3c2"), binary("5a0e11"), binary("99b2d4"), PING);
  const since = [binary("c0ffee"), binary("d00d1e"), PING];
  assert.equal(fateOf({ refused: binary("0badca")[0], since, control, refusedMs: 1050 }), "unknown");
  assert.equal(fateOf({ refused: binary("0badca")[0], since, control, refusedMs: 1010 }), "unknown");
});
