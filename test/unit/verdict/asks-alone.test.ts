// The entry of the ledger for a client that nothing is typed to: what it was started for. docs/json.md.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Case, type Evidence, layOut } from "../../../src/timeline/case.ts";
import type { ControlSign } from "../../../src/timeline/record.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { ledgerOf } from "../../../src/verdict/ledger/ledger.ts";
import { OWN } from "../../../src/verdict/asks/loss.ts";
import { evidenceOf, observations, opened, segment } from "../made-up.ts";
import {
  KILL,
  NO_CONTROL,
  START,
  type Timed,
  aborts,
  exits,
  expects,
  fault,
  habit,
  onPort,
  prints,
  usual,
} from "../one-run.ts";

const data = (ms: number, text: string, from: number): Timed => [
  ms,
  segment(`> P. ${from}:${from + text.length}(${text.length}) ack 14`, text),
];
const NO_FAULT = fault("none", 0);
const begun = opened.slice(0, 4); // nothing was typed
const caseWith = (facts: readonly Timed[], other: Partial<Evidence> = {}): Case =>
  layOut(evidenceOf(observations(...begun, ...facts), { control: usual(), ...other }));
const acksAll = (ms: number): Timed => [ms, segment("< . 1:1(0) ack 19")];

const [, start] = START;
const started: Timed = [0.5, start];
const server: Timed = [0.4, { ...start, role: "server" } as Timed[1]];

test("a client that asks by itself, once: what it was started for, as far as it got before the end", () => {
  const asks = data(10, "GET / HTTP/1.1\r\n\r\n", 1);
  const answer: Timed = [20, segment("< P. 1:101(100) ack 19", "x".repeat(100))];
  const own = (facts: readonly Timed[], other: Partial<Evidence> = {}): readonly SaidEntry[] =>
    ledgerOf(caseWith([server, started, ...facts], other)).said;
  const asked = { ...usual(), said: [{ text: OWN, fate: "answered", answerBytes: 100 }] } as const;
  assert.deepEqual(own([asks, answer, KILL], { control: asked }), [
    {
      text: OWN,
      atNs: 0.5e6,
      isOwn: true,
      fate: "answered",
      sent: 1,
      connections: 1,
      answerBytes: 100,
      because: [7, 8],
      isLost: false,
    },
  ]);
  const shown = own([asks, answer, expects(30, true), KILL], { control: asked });
  assert.deepEqual([shown[0]?.fate, shown[0]?.found, shown[0]?.atNs], ["shown", true, 0.5e6]);
  const half = own([asks, answer, expects(30, true), expects(40, false), KILL], { control: asked });
  assert.deepEqual([half[0]?.fate, half[0]?.found], ["answered", false]);
  const farewell = own(
    [asks, answer, KILL, [1002, segment("< F. 101:101(0) ack 19")], data(1002, "QUIT\r\n", 19)],
    { control: asked },
  );
  assert.deepEqual(farewell[0]?.because, [7, 8], "what it sends once it knows is a farewell");
  const silent = own([KILL], { control: asked });
  assert.deepEqual([silent[0]?.fate, silent[0]?.sent], ["swallowed", 0]);
  const soon = own([KILL, exits(100, { exitCode: 0 })], { control: asked });
  assert.equal(soon[0]?.why, "the client ended just then, and may not have read it");
  const resets = own([aborts(5), asks, acksAll(30), KILL], { control: asked });
  assert.deepEqual(resets[0]?.because, [8], "an RST asks for nothing");
});

test("in the control it is one that is said nothing to, and ends by itself", () => {
  const own = (...facts: readonly Timed[]): (string | undefined)[] =>
    ledgerOf(caseWith(facts)).said.map(({ text }) => text);
  const asks = data(10, "GET / HTTP/1.1\r\n\r\n", 1);
  assert.deepEqual(own(asks, NO_FAULT, exits(1100, { exitCode: 0 })), [OWN]);
  assert.deepEqual(own(asks, NO_FAULT, exits(1100, { exitCode: 1 })), [OWN], "as diff and grep do");
  assert.deepEqual(own(asks, NO_FAULT, exits(1100, { signal: "SIGTERM" })), []);
  assert.deepEqual(own(asks, NO_FAULT), []);
  assert.deepEqual(own(asks, KILL, exits(1100, { exitCode: 0 })), []);
  const unsaidThere = { control: { ...usual(), said: [] } };
  assert.deepEqual(ledgerOf(caseWith([asks, KILL], unsaidThere)).said, []);
  assert.deepEqual(own(asks), []);
  const section = caseWith([asks, NO_FAULT, exits(1100, { exitCode: 0 })]);
  const { control: _, ...evidence } = section.evidence;
  assert.deepEqual(ledgerOf({ ...section, evidence }).said, [], "a section has no control");
});

test("without a control it is one that had asked, and has ended or was just asking, or being answered", () => {
  const own = (facts: readonly Timed[], moment = "idle"): readonly SaidEntry[] =>
    ledgerOf(caseWith(facts, { control: NO_CONTROL, moment })).said;
  const asks = data(10, "GET / HTTP/1.1\r\n\r\n", 1);
  const answer: Timed = [20, segment("< P. 1:101(100) ack 19", "x".repeat(100))];
  const lost = (...given: Parameters<typeof own>): unknown =>
    own(...given).map((entry) => [entry.fate, entry.isLost]);
  const end = exits(1100, { exitCode: 0 });
  assert.deepEqual(lost([asks, answer, KILL, end], "mid-reply:100"), [["unknown", undefined]]);
  assert.deepEqual(lost([asks, answer, KILL], "mid-reply:100"), [["unknown", undefined]]);
  assert.deepEqual(lost([asks, acksAll(30), KILL, end], "mid-request:18"), [["acknowledged", undefined]]);
  // A page in pieces, cut between two of them, passed: `curl -sN | sed` printed half of it, and ended with exit code 0.
  assert.deepEqual(lost([asks, answer, KILL, end]), [["unknown", undefined]]);
  assert.match(own([asks, answer, KILL, end])[0]?.why ?? "", /no control shows how much was to come/);
  const borne: Timed = [1000, { kind: "fault", fault: "stall", amount: 9, pid: 7, text: "stall" }];
  assert.deepEqual(lost([asks, answer, borne, end]), [["answered", false]], "its server lives");
  const found = [started, prints(25, "page\n"), asks, answer, KILL, expects(1100, true), end];
  assert.deepEqual(lost(found), [["shown", false]], "what was expected came");
  assert.deepEqual(own([asks, answer, KILL]), [], "it runs on");
  assert.deepEqual(own([KILL, end]), [], "it has not asked");
  const again = [
    asks,
    answer,
    KILL,
    [1002, segment("< F. 101:101(0) ack 19")],
    [1100, segment("< P. 102:108(6) ack 19", "y".repeat(6))],
  ] as const;
  assert.deepEqual(own(again, "mid-reply:100"), [], "it is served again");
});

test("without a control, what it first sends once its server has died is no ask: it may be its farewell", () => {
  const own = (...facts: readonly Timed[]): number =>
    ledgerOf(caseWith(facts, { control: NO_CONTROL })).said.length;
  const dies = [KILL, [1002, segment("< F. 1:1(0) ack 1")]] as const;
  const leaves = [...dies, data(1003, "QUIT\r\n", 1)] as const;
  const end = exits(1100, { exitCode: 0 });
  assert.equal(own(...leaves, end), 0);
  assert.equal(own(...dies, data(1022, "QUIT\r\n", 1), end), 0);
  assert.equal(own(...dies, data(1023, "GET / HTTP/1.1\r\n\r\n", 1), end), 1, "too late for a farewell");
  const looks = onPort(50_000, [8, segment("> R. 1:1(0) ack 1")]);
  assert.equal(
    own(started, looks, ...leaves, end),
    0,
    "nor is an RST on another connection, as of a check of its health",
  );
  const asks = onPort(50_000, data(10, "GET / HTTP/1.1\r\n\r\n", 1));
  assert.equal(own(started, asks, ...leaves, end), 1, "it has asked on one of two");
});

test("without a control what never got to its server is lost, and what did get there may need no answer", () => {
  const lost = (...facts: readonly Timed[]): unknown =>
    ledgerOf(caseWith(facts, { control: NO_CONTROL })).said.map((entry) => [entry.fate, entry.isLost]);
  const asks = data(1200, "reading 1\n", 1);
  const crash: Timed = [1000, { kind: "fault", fault: "host-crash", pid: 7, text: "the host crashes" }];
  assert.deepEqual(lost(crash, asks), [["unacknowledged", true]]);
  assert.deepEqual(lost(crash, asks, acksAll(1300)), [["acknowledged", undefined]]);
  assert.deepEqual(lost(crash), []);
});

test("of an endless stream less may have come, whatever else its client does by itself in the control", () => {
  const asks = data(10, "GET / HTTP/1.1\r\n\r\n", 1);
  const streams = [asks, [20, segment("< P. 1:101(100) ack 19", "x".repeat(100))], KILL] as const;
  const served = [
    [1002, segment("< F. 101:101(0) ack 19")],
    [1100, segment("< P. 102:108(6) ack 19", "y".repeat(6))],
  ] as const;
  const said = [{ text: OWN, fate: "answered", answerBytes: 500 }] as const;
  const own = (...signs: readonly ControlSign[]): number =>
    ledgerOf(
      caseWith([...streams, ...served], { control: { ...usual(...signs), said }, moment: "mid-reply:100" }),
    ).said.length;
  assert.equal(own(habit("connect", "a new connection", 300)), 0, "it makes connections");
  assert.equal(own(habit("exit", "its end (exit code 0)", 2000)), 1, "it ends");
});

test("what it asks again on another connection, or asks there first, counts: it is no farewell", () => {
  const [MINE, NEXT] = [40_000, 50_000];
  const asked = {
    ...usual(habit("exit", "its end (exit code 0)", 100)),
    said: [{ text: OWN, fate: "read", answerBytes: 100, connections: 1 }],
  } as const;
  const own = (...facts: readonly Timed[]): unknown => {
    const [entry] = ledgerOf(caseWith([started, ...facts], { control: asked, moment: "mid-request:5" })).said;
    return [entry?.fate, entry?.sent, entry?.isLost];
  };
  const request = "GET / HTTP/1.1\r\n\r\n";
  const asks = (ms: number, port: number, text = request): Timed => onPort(port, data(ms, text, 1));
  const answers = (port: number, ack: number): Timed =>
    onPort(port, [1300, segment(`< P. 1:101(100) ack ${ack}`, "x".repeat(100))]);
  const end = [KILL, [1002, segment("< F. 1:1(0) ack 1")]] as const;
  const first = asks(10, MINE);
  assert.deepEqual(own(first, ...end), ["unacknowledged", 1, true]);
  assert.deepEqual(own(first, ...end, asks(1200, NEXT), answers(NEXT, 19)), ["answered", 2, false]);
  const more = [asks(1200, NEXT, `${request}QUIT\r\n`), answers(NEXT, 19)];
  assert.deepEqual(own(first, ...end, ...more), ["answered", 2, false], "a farewell behind it");
  const other = [asks(1200, NEXT, "HELLO\r\n"), answers(NEXT, 8)];
  assert.deepEqual(own(first, ...end, ...other), ["unacknowledged", 1, true], "it says something else there");
  assert.deepEqual(
    own(...end, asks(1200, NEXT), answers(NEXT, 19)),
    ["answered", 1, false],
    "it had not asked",
  );
  const short = [asks(10, MINE, "PING\r\n"), ...end, asks(1200, NEXT, "PING\r\n"), answers(NEXT, 7)];
  assert.deepEqual(own(...short), ["unacknowledged", 1, true], "so little stands anywhere");
});
