// Which row of the ledger an HTTP answer is held against that is shorter than it says: what was asked last before the end.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../src/timeline/case.ts";
import type { SaidEntry } from "../../src/timeline/verdict-record.ts";
import { flowsOf } from "../../src/verdict/flows.ts";
import { settlePromised } from "../../src/verdict/promised.ts";
import { FAULT, GONE } from "./ledger-runs.ts";
import { answers, asks, begun } from "./http-runs.ts";
import { evidenceOf, observations, segment } from "./made-up.ts";
import { NO_CONTROL, type Timed, expects, lostOnTheWay, onOther } from "./one-run.ts";

const HALF = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n0123456789";
const GET = "GET / HTTP/1.1\r\n\r\n";
const END = HALF.length + 1;
const fin: Timed = [12, segment(`< F. ${END}:${END}(0) ack 19`)];
const leaves = (ms: number): Timed => [ms, segment(`> F. 19:19(0) ack ${END}`)];
const half: readonly Timed[] = [asks(3, GET), answers(4, HALF)];
const dies: readonly Timed[] = [FAULT, GONE, fin];

function settled(facts: readonly Timed[], said: readonly SaidEntry[] = []): readonly SaidEntry[] {
  const seen = layOut({ ...evidenceOf(observations(...begun, ...facts), {}), control: NO_CONTROL });
  return settlePromised(said, seen, flowsOf(seen));
}

const entry = (ms: number, more: Partial<SaidEntry> = {}): SaidEntry => ({
  text: String(ms),
  atNs: ms * 1e6,
  fate: "read",
  because: [],
  ...more,
});
const fates = (...args: Parameters<typeof settled>): readonly string[] =>
  settled(...args).map(({ fate, isLost }) => (isLost ? `${fate}, lost` : fate));

test("with nothing said it has a row of its own, which names the request and what came of it", () => {
  const [own, ...others] = settled([...half, ...dies]);
  assert.deepEqual([own?.fate, own?.isLost, own?.isOwn, others.length], ["cut", true, true, 0]);
  assert.deepEqual(own?.because, [begun.length + 1, begun.length + 2]);
  assert.deepEqual(fates([...half, expects(8, true), ...dies]), [], "what was expected was printed");
  assert.deepEqual(
    fates([...half, expects(8, true), expects(9, false), ...dies]),
    ["cut, lost"],
    "not all of it",
  );
});

test("of what was typed it is the last before the end, if that had an answer, and not what was expected", () => {
  const facts = [...half, ...dies];
  assert.deepEqual(fates(facts, [entry(1), entry(3), entry(12), entry(50)]), [
    "read",
    "cut, lost",
    "read",
    "read",
  ]);
  assert.deepEqual(fates(facts, [entry(3, { found: true })]), ["read"]);
  assert.deepEqual(fates(facts, [entry(3, { fate: "refused" })]), ["refused"]);
  const [cut] = settled(facts, [entry(3, { fate: "unknown", why: "x" })]);
  assert.deepEqual([cut?.fate, cut?.why], ["cut", undefined]);
});

test("who had closed before the end did not want the rest", () => {
  assert.deepEqual(fates([...half, leaves(6), ...dies]), []);
  assert.deepEqual(fates([...half, ...dies, leaves(13)]), ["cut, lost"]);
});

test("who asks on another connection afterwards may get the rest there", () => {
  const other = (ms: number): readonly Timed[] => [
    onOther([2, segment("> S 0:0(0)")]),
    onOther([2.1, segment("< S. 0:0(0) ack 1")]),
    onOther(asks(ms, GET)),
  ];
  assert.deepEqual(fates([...other(5), ...half, ...dies]), ["cut, lost"], "it had asked before");
  assert.deepEqual(fates([...half, ...dies, ...other(14)]), []);
});

test("what did not arrive has not come, and an answer to HEAD has no content", () => {
  const rest = answers(5, "0123456789", END);
  assert.deepEqual(fates([...half, rest, ...dies]), []);
  assert.deepEqual(fates([...half, lostOnTheWay(rest), ...dies]), ["cut, lost"]);
  const asked = [
    asks(3, GET),
    answers(3.5, "HTTP/1.1 204 No\r\n\r\n"),
    asks(4, "HEAD / HTTP/1.1\r\n\r\n", 19),
  ];
  assert.deepEqual(fates([...asked, answers(5, HALF, 20), ...dies]), []);
  assert.deepEqual(fates([asks(3, GET), answers(4, "SSH-2.0 Content-Length: 20\r\n\r\n"), ...dies]), []);
});
