// What an RST has answered, and what the client asks since: the same, what may be the same, or something else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NOTHING_TO_COMPARE } from "../../../src/timeline/controls.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { neverAgainEntry } from "../../../src/verdict/asks/never-again.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { type Exchange, controlOf, exchanges, runOf, seenIn } from "../exchanges.ts";
import { segment } from "../made-up.ts";
import { type Timed, exits, onPort, usual } from "../one-run.ts";

const store = (thing: string): Exchange => [`STORE ${thing}\r\n`, "+OK\r\n"];
const [ONE, TWO, THREE] = [store("one"), store("two"), store("three")] as const;
const PING: Exchange = ["PING\r\n", "+PONG\r\n"];

interface Run {
  /** In several segments, or in one. */
  readonly refused: string | readonly string[];
  readonly since: readonly Exchange[];
  readonly control?: ControlRecord;
  readonly more?: readonly ControlRecord[];
  /** On one more connection, behind the other ones. */
  readonly beside?: readonly Exchange[];
  readonly before?: readonly Exchange[];
  /** The FIN comes at 1002 ms. */
  readonly refusedMs?: number;
  readonly ends?: readonly Timed[];
}

/** ONE was answered before the fault; what is sent on that connection afterwards is answered with an RST. */
function entryOf({
  refused,
  since,
  refusedMs = 1050,
  ends = [exits(1500, { exitCode: 0 })],
  control = controlOf(ONE, TWO, THREE, PING),
  more = [],
  beside = [],
  before = [ONE],
}: Run): SaidEntry | undefined {
  let from = 1 + before.map(([ask]) => ask).join("").length;
  const sent = [refused].flat().map((text, i): Timed => {
    from += text.length;
    return [refusedMs + i / 10, segment(`> P. ${from - text.length}:${from}(${text.length}) ack 7`, text)];
  });
  const rst: Timed = [refusedMs + 1, segment("< R 7:7(0)")];
  const later = exchanges(1300, ...beside).map((each) => onPort(51_000, each));
  const seen = seenIn([...runOf(before, since), ...sent, rst, ...later, ...ends]);
  const judged = { ...seen, evidence: { ...seen.evidence, control: { ...control, more } } };
  return neverAgainEntry(judged, flowsOf(judged));
}

function fateOf(run: Run): string {
  const entry = entryOf(run);
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

test("it says what was refused, when, and by which RST", () => {
  const since = [THREE];
  const [first, refusal] = [1, 2].map((i) => runOf([ONE], since).length + i);
  assert.deepEqual(entryOf({ refused: TWO[0], since }), {
    text: "what it had asked last",
    isOwn: true,
    fate: "refused",
    isLost: true,
    atNs: 1050e6,
    because: [first, refusal],
  });
});

test("what it had sent before the end came is no such thing", () => {
  assert.equal(fateOf({ refused: TWO[0], since: [THREE], refusedMs: 1001 }), "none");
});

test("on whichever of its connections it is asked again", () => {
  const beside = [PING];
  assert.equal(fateOf({ refused: TWO[0], since: [TWO, THREE], beside }), "none");
  assert.equal(fateOf({ refused: TWO[0], since: [THREE], beside }), "lost");
  const both = [TWO[0], THREE[0]];
  assert.equal(fateOf({ refused: both.join(""), since: [TWO], beside: [THREE] }), "none", "one on each");
});

test("a request of HTTP is asked again as a whole, or segment by segment", () => {
  const post = (path: string): Exchange => [`POST ${path} HTTP/1.1\r\n\r\n`, "HTTP/1.1 201 Created\r\n\r\n"];
  const [two, three] = [post("/two"), post("/three")];
  const control = controlOf(ONE, two, three);
  const refused = [two[0], three[0]];
  assert.equal(fateOf({ refused: two[0], since: [two, three], control }), "none");
  assert.equal(fateOf({ refused, since: [two, PING, three], control }), "none");
  const anew: Exchange = [two[0].replace("1.1", "1.1\r\nTry: 2"), two[1]];
  assert.equal(fateOf({ refused: two[0], since: [anew], control, beside: [PING] }), "none", "other fields");
  assert.equal(fateOf({ refused, since: [two, PING], control }), "lost", "one of the two");
});

test("what begins and ends alike may be the same, or another that is asked without the fault as well", () => {
  const batch = (thing: string): Exchange => [`BEGIN batch\r\nput ${thing}\r\nEND of it\r\n`, "+OK\r\n"];
  const control = controlOf(ONE, batch("two"), batch("three"));
  assert.equal(fateOf({ refused: batch("two")[0], since: [batch("three")], control }), "unknown");
  assert.equal(
    fateOf({ refused: batch("two")[0], since: [batch("three")], control, beside: [PING] }),
    "unknown",
  );
  assert.equal(fateOf({ refused: batch("two")[0], since: [PING], control }), "lost");
});

test("a word that is in all it asks, and one of three letters, do not make it the same", () => {
  const put = (thing: string): Exchange => [`STORE ${thing} for anna\r\n`, "+OK\r\n"];
  const control = controlOf(ONE, put("two"), put("three"));
  const login: Exchange = ["LOGIN anna 17f3\r\n", "+OK\r\n"];
  assert.equal(fateOf({ refused: put("two")[0], since: [login, put("three")], control }), "lost");
  const short = controlOf(ONE, ["SET k two\r\n", "+OK\r\n"], THREE);
  const asksForIt: Exchange = ["GET k\r\n", "$0\r\n"];
  assert.equal(fateOf({ refused: "SET k two\r\n", since: [asksForIt, THREE], control: short }), "lost");
});

test("what goes in several segments is known by its first one", () => {
  const long: Exchange[] = [
    ["STORE three\r\n", ""],
    ["and its rest\r\n", "+OK\r\n"],
  ];
  const control = controlOf(ONE, TWO, ...long);
  assert.equal(fateOf({ refused: TWO[0], since: long, control }), "lost");
  const batch: Exchange[] = [
    ["BATCH alpha\r\n", ""],
    ["with bravo\r\n", "+2\r\n"],
  ];
  const refused = batch.map(([ask]) => ask);
  const batches = controlOf(ONE, ...batch, THREE);
  assert.equal(fateOf({ refused, since: [THREE], control: batches }), "lost");
  assert.equal(fateOf({ refused, since: [["PUT alpha\r\n", "+1\r\n"], THREE], control: batches }), "unknown");
});

test("where the server speaks first it may be asked in other words as well", () => {
  const greeting: Exchange = ["", "220 ready\r\n"];
  assert.equal(fateOf({ refused: TWO[0], since: [greeting, store("two try 2"), THREE] }), "unknown");
  assert.equal(fateOf({ refused: TWO[0], since: [greeting, THREE] }), "lost");
  const before = [greeting, ONE];
  assert.equal(fateOf({ refused: TWO[0], since: [greeting, THREE], before }), "lost");
  assert.equal(fateOf({ refused: TWO[0], since: [greeting, TWO], before }), "none");
});

test("of several controls one is enough to show that it is a farewell, or asked again and again", () => {
  const control = controlOf(ONE, TWO, THREE);
  const more = [controlOf(ONE, THREE, TWO)];
  assert.equal(fateOf({ refused: TWO[0], since: [THREE], control, more, refusedMs: 1010 }), "none");
  assert.equal(fateOf({ refused: TWO[0], since: [THREE], control, more }), "lost", "not so soon");
  const often = [controlOf(ONE, TWO, TWO, THREE)];
  assert.equal(fateOf({ refused: TWO[0], since: [THREE], control, more: often }), "none");
});

test("what no control asks may be a farewell, unless one asks something of its kind before the last thing", () => {
  const refused = store("17f3c2")[0];
  const soon = { since: [THREE], refusedMs: 1010 };
  assert.equal(fateOf({ ...soon, refused, control: controlOf(PING, ONE, PING) }), "unknown");
  assert.equal(fateOf({ ...soon, refused, control: controlOf(PING, PING, ONE) }), "none", "only the last is");
  assert.equal(
    fateOf({ ...soon, refused, control: controlOf(PING, ONE, PING), more: [controlOf(PING)] }),
    "unknown",
  );
});

test("nothing is known to be lost without a control, or with one that asks nothing", () => {
  for (const refused of [TWO[0], "DELETE two\r\n"])
    assert.equal(fateOf({ refused, since: [PING], control: NOTHING_TO_COMPARE }), "unknown");
  assert.equal(fateOf({ refused: TWO[0], since: [THREE], control: usual() }), "unknown");
});
