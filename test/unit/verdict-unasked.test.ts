// A client that also sends by itself: which of what it sends is the line that was typed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../src/timeline/case.ts";
import type { ControlRecord } from "../../src/timeline/record.ts";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { controlOf } from "../../src/verdict/control.ts";
import { judgeClient } from "../../src/verdict/verdict.ts";
import { FAULT, GONE, NONE, NO_FAULT, type Timed, fateOf, last, says } from "./ledger-runs.ts";
import { connection, evidenceOf, observations, segment, sockets } from "./made-up.ts";

const later = (by: number, facts: readonly Timed[]): Timed[] =>
  facts.map(([ms, fact]) => [ms + by, fact] as const);

/** Ten bytes that nobody can read. */
const UNREADABLE = "\u0001\u0002xyz\u0003\u0004\u0005\u0006\u0007";
const sent = (ms: number, from: number, ack = 21): Timed => [
  ms,
  segment(`> P. ${from}:${from + 10}(10) ack ${ack}`, UNREADABLE),
];
const came = (ms: number, from: number, ack: number): Timed => [
  ms,
  segment(`< P. ${from}:${from + 10}(10) ack ${ack}`, UNREADABLE),
];
const open: readonly Timed[] = [
  [0, { kind: "connection", ...connection }],
  [1, segment("> S 0:0(0)")],
  [1, segment("< S. 0:0(0) ack 1")],
  [1, segment("> . 1:1(0) ack 1")],
];

function judge(facts: readonly Timed[], control: ControlRecord = NONE): Verdict {
  const seen = evidenceOf(observations(...open, ...facts), { control });
  return judgeClient(layOut(seen), { endings: ["rst", "silence", "none"] });
}

const controlBy = (...facts: Timed[]): ControlRecord =>
  controlOf(layOut(evidenceOf(observations(...open, ...facts), { fault: "none" })));

const isUnread: Timed[] = [
  [1001, segment("< . 21:21(0) ack 31")],
  [
    1002,
    {
      ...sockets("ESTABLISHED", "ESTABLISHED"),
      rows: sockets("ESTABLISHED", "ESTABLISHED").rows.map((row) =>
        row.local.port === 9877 && row.state !== "LISTEN" ? { ...row, recvQ: 10 } : row,
      ),
    },
  ],
];
const aborted: Timed[] = [...later(1000, [FAULT, GONE]), [1012, segment("< R 21:21(0)")]];

// ssh 9.2: 124 ms of computing between the server's keys and its own (tcpdump); it sends nothing by itself for the next 1.5 s.
test("a client that takes its time over setting up its connection sends nothing by itself", () => {
  const handshake = [came(5, 1, 1), sent(130, 1, 11)];
  const exchange = [says(200, "one"), sent(201, 11, 11), came(202, 11, 21)];
  const silent = controlBy(...handshake, ...exchange, ...later(990, [NO_FAULT]), says(2500, "two"));
  const verdict = judge(
    [...handshake, ...exchange, says(1000, "one"), sent(1000.3, 21), ...isUnread, ...aborted],
    silent,
  );
  assert.equal(fateOf(verdict), "unread", last(verdict)?.why);
  assert.equal(verdict.lost, 1);
});

/** Every half second. */
const beating = (untilMs: number): Timed[] => [
  sent(500, 1, 1),
  came(501, 1, 11),
  sent(900, 11, 11),
  came(901, 11, 21),
  ...(untilMs > 1500 ? [sent(1500, 21), came(1501, 21, 31)] : []),
];

// Which of the bytes are the line is told by when they left: a client asleep on its input sends them within a millisecond.
test("a client with a heartbeat: what left as the line was typed is the line", () => {
  const usual = controlBy(...beating(2000), ...later(940, [NO_FAULT]), says(2000, "one"));
  const said = (ms: number): Verdict =>
    judge([...beating(1000), says(1000, "one"), sent(1000 + ms, 21), ...isUnread, ...aborted], usual);
  assert.equal(fateOf(said(0.5)), "unread");
  assert.equal(said(0.5).lost, 1);
  const late = said(300);
  assert.equal(fateOf(late), "unknown");
  assert.equal(late.lost, undefined);
});

test("what left as the line was typed may be a reply to the server, and an answer may be to the heartbeat", () => {
  const usual = controlBy(...beating(2000), ...later(940, [NO_FAULT]), says(2000, "one"));
  const reply = [...beating(1000), came(999.9, 21, 21), says(1000, "one"), sent(1000.5, 21, 31)];
  assert.equal(fateOf(judge([...reply, ...aborted], usual)), "unknown");
  const answered = [
    ...beating(1000),
    says(1000, "one"),
    sent(1000.5, 21),
    sent(1400, 31),
    came(1401, 21, 41),
  ];
  assert.notEqual(fateOf(judge([...answered, ...later(2000, [NO_FAULT])], usual)), "answered");
});
