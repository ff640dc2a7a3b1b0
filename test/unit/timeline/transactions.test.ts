// What a database's answer says of its transaction.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type TransactionState, stateReader } from "../../../src/timeline/transactions.ts";

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");
/** PostgreSQL's CommandComplete and ReadyForQuery. */
const done = (tag: string): string => `C\0\0\0${String.fromCharCode(5 + tag.length)}${tag}\0`;
const ready = (status: string): string => `Z\0\0\0\u0005${status}`;
/** A packet of MySQL's, and an OK with so many rows, an id and a status. */
const packet = (...content: readonly number[]): string =>
  String.fromCharCode(content.length, 0, 0, 1, ...content);
const ok = (rows: readonly number[], id: readonly number[], status: number): string =>
  packet(0, ...rows, ...id, status, 0, 0, 0);
const GREETING = packet(10, 56, 46, 48).replace("\u0001", "\0");

const [OPEN, CHANGE, CLOSED] = [
  { isOpen: true, isChange: false },
  { isOpen: true, isChange: true },
  { isOpen: false, isChange: false },
];
const cases: readonly (readonly [string, string, string, TransactionState | undefined])[] = [
  ["PostgreSQL: BEGIN", "", done("BEGIN") + ready("T"), OPEN],
  ["PostgreSQL: a row", "", done("INSERT 0 1") + ready("T"), CHANGE],
  ["PostgreSQL: no row", "", done("UPDATE 0") + ready("T"), OPEN],
  ["PostgreSQL: rows that are read", "", done("SELECT 3") + ready("T"), OPEN],
  ["PostgreSQL: COMMIT", "", done("COMMIT") + ready("I"), CLOSED],
  ["PostgreSQL: a row, at once", "", done("INSERT 0 1") + ready("I"), { isOpen: false, isChange: true }],
  ["PostgreSQL: one that has failed", "", `E\0\0\0\u0009SERROR${ready("E")}`, OPEN],
  ["PostgreSQL: a part of an answer", "", done("INSERT 0 1"), undefined],
  ["Redis: MULTI", "", "+OK\r\n", CLOSED],
  ["Redis: one that waits for EXEC", "", "+QUEUED\r\n", CHANGE],
  ["Redis: EXEC", "", "*1\r\n:1\r\n", CLOSED],
  ["MySQL: a row in a transaction", GREETING, ok([1], [0], 1), CHANGE],
  ["MySQL: many rows, with ids", GREETING, ok([0xfc, 0, 1], [0xfc, 1, 1], 1), CHANGE],
  ["MySQL: a large id", GREETING, ok([0], [0xfe, 1, 1, 1, 1, 1, 1, 1, 1], 1), OPEN],
  ["MySQL: COMMIT", GREETING, ok([0], [0], 2), CLOSED],
  ["MySQL: rows that are read", GREETING, packet(3, 1, 1) + packet(0xfe, 0, 0, 3, 0), OPEN],
  ["MySQL: a statement is prepared", GREETING, packet(0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0), undefined],
  ["MySQL: an error", GREETING, packet(0xff, 1, 1), undefined],
  ["MySQL: a part of an answer", GREETING, ok([1], [0], 1).slice(0, -1), undefined],
  ["MySQL: an OK that is too short", GREETING, packet(0, 0, 0), undefined],
  ["PostgreSQL, whose first answer is of ten bytes", done("BEGIN"), ready("T"), OPEN],
  ["HTTP", "", "HTTP/1.1 200 OK\r\n\r\n", undefined],
  ["nothing", "", "", undefined],
];

for (const [what, greeting, answer, state] of cases)
  test(`${what}: ${state === undefined ? "it does not say" : state.isOpen ? "open" : "none is open"}`, () =>
    assert.deepEqual(stateReader(bytes(greeting))(bytes(answer)), state));
