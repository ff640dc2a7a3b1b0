// HTTP/2: frames about the connection, such as the server's SETTINGS, answer no request.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { isControlOnly } from "../../../src/timeline/http2.ts";
import { FAULT, GONE, NO_FAULT, asksAlone, controlBy, ends } from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import type { Timed } from "../one-run.ts";

/** A frame of that type, with so many bytes in it. */
const frame = (type: number, length: number, stream = 0): string =>
  String.fromCharCode(0, length >> 8, length & 255, type, 0, 0, 0, 0, stream) + "x".repeat(length);
const [SETTINGS, GOAWAY, DATA] = [frame(4, 6), frame(7, 8), frame(0, 20, 1)];

const isControl = (text: string, length = text.length): boolean =>
  isControlOnly({ payload: btoa(text), length });

test("whole frames of no stream are about the connection alone", () => {
  assert.equal(isControl(SETTINGS), true);
  assert.equal(isControl(frame(4, 0) + GOAWAY), true);
  assert.equal(isControl(frame(4, 300)), true);
  assert.equal(isControl(DATA), false);
  assert.equal(isControl(SETTINGS + DATA), false);
  assert.equal(isControl(DATA + SETTINGS), false);
  assert.equal(isControl(SETTINGS.slice(0, -1)), false, "not whole");
  assert.equal(isControl(SETTINGS.slice(1)), false, "the rest of something");
  assert.equal(isControl(SETTINGS, SETTINGS.length + DATA.length), false, "not kept as a whole");
  assert.equal(isControl(""), false);
});

const begun = asksAlone.slice(0, -1);
const REQUEST = `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${frame(4, 0)}${frame(1, 30, 1)}`;
const asks: Timed = [3, segment(`> P. 1:${1 + REQUEST.length}(${REQUEST.length}) ack 1`, REQUEST)];
const comes = (ms: number, text: string, from = 1): Timed => [
  ms,
  segment(`< P. ${from}:${from + text.length}(${text.length}) ack ${1 + REQUEST.length}`, text),
];
const dies: readonly Timed[] = [FAULT, GONE, [12, segment(`< F. 16:16(0) ack ${1 + REQUEST.length}`)]];

test("what only these came for was taken, and lost; with a part of its answer it is cut", () => {
  const answered = [asks, NO_FAULT, comes(15, SETTINGS), comes(20, DATA, 16), ends(90, 0)];
  const usual = controlBy(answered, begun);
  assert.equal(usual.said?.[0]?.fate, "answered");
  const fateOf = (...facts: readonly Timed[]): unknown[] => {
    const all = observations(...begun, asks, ...facts, ends(90, 0));
    const { lost, ledger } = judgeClient(layOut(evidenceOf(all, { control: usual })), { endings: ["fin"] });
    return [lost, ledger?.said[0]?.fate];
  };
  assert.deepEqual(fateOf(comes(5, SETTINGS), ...dies), [1, "taken"]);
  assert.deepEqual(fateOf(comes(5, SETTINGS + DATA.slice(0, 9)), ...dies), [1, "cut"]);
});
