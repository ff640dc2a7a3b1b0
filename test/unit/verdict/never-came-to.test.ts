// A client that goes through a list, is served again on a new connection, and ends: what it has left out of it is lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { OWN, judgeLoss } from "../../../src/verdict/asks/loss.ts";
import { FEWER } from "../../../src/verdict/asks/why-unsure.ts";
import { type Exchange, exchanges } from "../exchanges.ts";
import { judged } from "../lacking.ts";
import { type Timed, exits } from "../one-run.ts";
import { anew, control, run } from "../works-on.ts";

const pages = (...names: readonly string[]): Exchange[] =>
  names.map((name) => [
    `GET /${name} HTTP/1.1\r\nHost: x\r\n\r\n`,
    `HTTP/1.1 200 OK\r\n\r\n${"x".repeat(100)}`,
  ]);
const said = (
  answerBytes: number,
  connections: number,
): Pick<SaidEntry, "text" | "fate" | "answerBytes" | "connections"> => ({
  text: OWN,
  fate: "read",
  answerBytes,
  connections,
});
const usual: ControlRecord = { ...control(pages("a", "b", "c", "d", "e")), said: [said(595, 1)] };
const loss = (...since: readonly Timed[]): unknown => {
  const [seen] = judged(run(exchanges(500, ...pages("a", "b")), since, 2000), [usual]);
  const entry = { ...said(476, 2), isOwn: true, atNs: 0, because: [] } as const;
  return judgeLoss(entry, [entry], seen, 0);
};
const ended: Timed = exits(1500, { exitCode: 0 });

test("one of the list was asked no more, and it has ended", () => {
  assert.deepEqual(loss(...anew(1101, ...pages("d", "e")), ended), { fate: "cut", isLost: true });
});

test("it runs on, has asked for something else in its place, or lacks the last one", () => {
  const unknown = { fate: "unknown", why: FEWER };
  assert.deepEqual(loss(...anew(1101, ...pages("d", "e"))), unknown);
  assert.deepEqual(loss(...anew(1101, ...pages("d", "f", "e")), ended), unknown);
  assert.deepEqual(loss(...anew(1101, ...pages("c", "d")), ended), unknown);
});
