// The entries of the ledger: one for each thing said, one for a client that sends by itself. docs/json.md.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Case, type Evidence, layOut } from "../../../src/timeline/case.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { ledgerOf } from "../../../src/verdict/ledger/ledger.ts";
import { shippedEntry } from "../../../src/verdict/bytes/shipped.ts";
import { evidenceOf, observations, opened, segment, sockets } from "../made-up.ts";
import {
  KILL,
  NO_CONTROL,
  type Timed,
  aborts,
  answersRst,
  caseOf,
  exits,
  expects,
  prints,
  serves,
  types,
  usual,
  without,
} from "../one-run.ts";

const said = (facts: readonly Timed[], other: Partial<Evidence> = {}): readonly SaidEntry[] =>
  ledgerOf(caseOf(facts, other)).said;
const unsaid = (ms: number): Timed => [ms, { kind: "not-said", text: "more", why: "it has ended" }];
const data = (ms: number, text = "again\n", from = 14): Timed => [
  ms,
  segment(`> P. ${from}:${from + text.length}(${text.length}) ack 14`, text),
];

test("without segments, or with frames lost, each thing said is unknown, and why; what was not said is known", () => {
  const facts = [types(1100, "again"), expects(1200, true), expects(1300, false), unsaid(1400)];
  const why = "segments were not observed";
  assert.deepEqual(said(facts, without("segments")), [
    { text: "hello, world", atNs: 2e6, fate: "unknown", why, because: [5] },
    { text: "again", atNs: 1100e6, fate: "unknown", why, found: false, because: [9] },
    { text: "more", atNs: 1400e6, fate: "not-said", isLost: false, because: [12] },
  ]);
  assert.equal(said(facts, { drops: 3 })[1]?.why, "3 segments are missing from the record");
  assert.equal(said(facts, { drops: 1 })[1]?.why, "1 segment is missing from the record");
  assert.deepEqual(ledgerOf(caseOf(facts, { drops: 3 })).bytes, []);
});

test("an entry: how far it got, how often it was sent, what came back, whether it was found, and what shows it", () => {
  const facts = [
    KILL,
    types(1100, "again"),
    data(1110),
    serves(1120, 14, 20),
    expects(1130, true),
    unsaid(1400),
  ];
  const [, again, more] = said(facts, { control: NO_CONTROL });
  const shown = { text: "again", atNs: 1100e6, fate: "shown", sent: 1, connections: 1 };
  assert.deepEqual(again, {
    ...shown,
    answerBytes: 6,
    found: true,
    because: [10, 11, 12, 13],
    isLost: false,
  });
  assert.deepEqual(more, { text: "more", atNs: 1400e6, fate: "not-said", because: [14], isLost: false });
  const half = [...facts.slice(0, 5), expects(1140, false)];
  const [, notAll] = said(half, { control: NO_CONTROL });
  assert.deepEqual([notAll?.fate, notAll?.found], ["answered", false]);
  const [, unclear] = said([KILL, types(1100, "again"), data(1110)], {
    control: { ...NO_CONTROL, sendsByItself: true },
  });
  assert.equal(unclear?.why, undefined, "its words are found all the same");
  const [, short] = said([KILL, types(1100, "a"), data(1110)], {
    control: { ...NO_CONTROL, sendsByItself: true },
  });
  assert.deepEqual(
    [short?.why, "sent" in (short ?? {})],
    ["the client also sends by itself, and what was said is too short to be found in what it sends", false],
  );
});

test("what is typed once the client has ended was not said", () => {
  const fateAt = (ms: number): string | undefined =>
    said([KILL, exits(1100, { exitCode: 0 }), types(ms, "again")]).at(-1)?.fate;
  assert.deepEqual([fateAt(1099), fateAt(1100), fateAt(1101)], ["unknown", "not-said", "not-said"]);
  const [, ...rest] = said([KILL, exits(1100, { exitCode: 0 }), unsaid(1200)]);
  assert.deepEqual(
    rest.map(({ fate }) => fate),
    ["not-said"],
  );
  assert.deepEqual(said([KILL, unsaid(1200)]).at(-1)?.fate, "not-said", "nor what was not typed at all");
});

test("the same words said twice are two things, other words may still be sent after those that follow", () => {
  const sent = (facts: readonly Timed[]): (number | undefined)[] =>
    said([KILL, ...facts], { control: NO_CONTROL })
      .slice(1)
      .map((each) => each.sent);
  assert.deepEqual(
    sent([types(1100, "again"), data(1110), types(1200, "again"), data(1210, "again\n", 20)]),
    [1, 1],
  );
  assert.deepEqual(sent([types(1100, "again"), types(1200, "more"), data(1300)]), [1, 0]);
});

test("an expectation belongs to what was said last", () => {
  const found = said([
    KILL,
    types(1100, "again"),
    types(1200, "more"),
    types(1300, "last"),
    expects(1400, false),
  ]);
  assert.deepEqual(
    found.map((each) => each.found),
    [undefined, undefined, undefined, false],
  );
});

test("in a section a line is shown where it was printed again, in whatever pieces, after data had come", () => {
  const facts = [
    types(900, "again"),
    data(901),
    serves(902, 14, 20),
    prints(903, "aga"),
    prints(904, "in\r\n"),
    KILL,
  ];
  const section = caseOf(facts);
  const { control: _, ...evidence } = section.evidence;
  assert.equal(ledgerOf({ ...section, evidence }).said[1]?.fate, "shown");
});

test("an expectation before anything was said belongs to nothing", () => {
  const seen = layOut(
    evidenceOf(observations(expects(1, true, "before"), ...opened, KILL), { control: usual() }),
  );
  assert.deepEqual(
    ledgerOf(seen).said.map(({ found }) => found),
    [undefined],
  );
});

const begun = opened.slice(0, 4); // nothing was typed
const caseWith = (facts: readonly Timed[], other: Partial<Evidence> = {}): Case =>
  layOut(evidenceOf(observations(...begun, ...facts), { control: usual(), ...other }));

const ship = (ms: number, from: number): Timed => [
  ms,
  segment(`> P. ${from}:${from + 5}(5) ack 1`, "line\n"),
];
const acked = (ms: number, to: number): Timed => [ms, segment(`< . 1:1(0) ack ${to}`)];
const serve = (ms: number, from = 1, ack = 1): Timed => [
  ms,
  segment(`< P. ${from}:${from + 2}(2) ack ${ack}`, "ok"),
];
test("a client that sends again and again by itself, unanswered: how far the last of it got", () => {
  const entry = (...facts: readonly Timed[]): SaidEntry | undefined => {
    const seen = caseWith(facts);
    return shippedEntry(seen, flowsOf(seen));
  };
  const twice = [ship(100, 1), acked(101, 6), ship(300, 6), acked(301, 11), KILL];
  const text = "what it sends by itself";
  assert.deepEqual(entry(...twice), { text, isOwn: true, atNs: 100e6, fate: "acknowledged", because: [5] });
  assert.deepEqual(entry(...twice, ship(1700, 11), answersRst(1800)), {
    text,
    isOwn: true,
    atNs: 1700e6,
    fate: "refused",
    because: [10],
  });
  assert.equal(entry(serve(5), ...twice)?.fate, "acknowledged", "its own bytes, and not the server's");
  assert.equal(entry(serve(100), ship(100, 1), ship(300, 6), serve(300, 3), KILL)?.text, text, "not between");
  assert.equal(entry(ship(100, 1), answersRst(200), ship(300, 6), KILL)?.text, text, "an RST is no answer");
  for (const [why, ...facts] of [
    ["100 ms apart", ship(100, 1), ship(200, 6), KILL],
    ["answered between", ship(100, 1), serve(200), ship(300, 6), KILL],
    ["the second with the fault", ship(100, 1), ship(1000, 6), KILL],
    ["the second after the fault", ship(100, 1), KILL, ship(1300, 6)],
    ["an RST is none", ship(100, 1), aborts(300), KILL],
    ["once", ship(100, 1), KILL],
    ["nothing was sent", KILL],
  ] as readonly (readonly [string, ...Timed[]])[])
    assert.equal(entry(...facts), undefined, why);
});

test("who had shipped one line when the fault came does so again where the control says that it ships", () => {
  const facts = [ship(100, 1), acked(101, 6), KILL, ship(1700, 6), answersRst(1800)];
  const fate = (text: string): string | undefined => {
    const seen = caseWith(facts, { control: { ...usual(), said: [{ text, fate: "acknowledged" }] } });
    return shippedEntry(seen, flowsOf(seen))?.fate;
  };
  assert.equal(fate("what it sends by itself"), "refused");
  assert.equal(fate("something else"), undefined);
});

test("what it ships after the last look at the server's queue shows nothing, unless it is all", () => {
  const look: Timed = [1650, sockets("ESTABLISHED", "ESTABLISHED")];
  const fate = (...facts: readonly Timed[]): string | undefined => {
    const seen = caseWith(facts);
    return shippedEntry(seen, flowsOf(seen))?.fate;
  };
  const before = [ship(100, 1), acked(101, 6), ship(300, 6), acked(301, 11)];
  assert.equal(fate(...before, KILL, look, ship(1700, 11), acked(1701, 16)), "taken");
  assert.equal(fate(...before, KILL, ship(1600, 11), acked(1601, 16), look), "taken");
  assert.equal(fate([50, sockets("ESTABLISHED", "ESTABLISHED")], ...before), "acknowledged");
  assert.equal(fate(...before, KILL, look, ship(1700, 11), answersRst(1800)), "taken");
});
