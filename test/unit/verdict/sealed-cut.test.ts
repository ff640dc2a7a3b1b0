// What a client has asked over TLS, and was answered in part: the rest was held on its way, or by the relay.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { sealedAskEntry } from "../../../src/verdict/asks/sealed-asks.ts";
import { SEALED_AGAIN } from "../../../src/verdict/asks/why-unsure.ts";
import { talk } from "../http2-runs.ts";
import { judged } from "../lacking.ts";
import { opened } from "../made-up.ts";
import { OTHER, START, type Timed, died, lostOnTheWay, usual } from "../one-run.ts";
import { type Piece, begins, record, session } from "../sealed-runs.ts";

const FIRST = 40_000;
const OPENS = opened.filter(([, fact]) => fact.kind === "connection");
const END: Timed = [1500, { kind: "process-ended", pid: 99 }];
/** It begins with 205 + 64 bytes, for which 1205 come; each thing is 205 bytes, and is answered with 65. */
const USUAL: ControlRecord = {
  ...usual(),
  sealed: [[205, 1000], ...[0, 1, 2, 3].map((i) => [269 + 205 * i, 1205 + 65 * i] as const)],
};

/** The rest of what was answered in part is held on its way, and never comes. */
function cutOn(...since: readonly Timed[]): readonly Timed[] {
  const all: readonly Piece[] = [
    ...begins(500),
    [550, ">", record(200)],
    [551, "<", record(400).slice(0, 200)],
  ];
  const whole = talk(FIRST, ...all, [552, "<", record(400).slice(200)]);
  const held = whole.map((each, i) => (i === whole.length - 1 ? lostOnTheWay(each) : each));
  return [...OPENS, START, ...[...held, ...died, ...since, END].sort(([one], [other]) => one - other)];
}

/** In the middle of its answer, or at another time. */
function cutEntry(
  facts: readonly Timed[],
  at: "mid-reply" | "idle",
  ...controls: readonly ControlRecord[]
): SaidEntry | undefined {
  const [seen, flows] = judged(facts, controls);
  const moment = at === "idle" ? at : `${at}:200`;
  return sealedAskEntry({ ...seen, evidence: { ...seen.evidence, moment } }, flows);
}

test("of what was answered in part, and whose rest never came: lost, or unknown where something came since", () => {
  const rows: readonly (readonly [string, readonly Timed[], unknown])[] = [
    ["nothing since", [], ["cut", true, undefined]],
    ["a new connection", session(OTHER, 1100, [50, 200, 400]), ["unknown", undefined, SEALED_AGAIN]],
    ["nobody has answered there", talk(OTHER, [1100, ">", record(200, 22)]), ["cut", true, undefined]],
    ["it was there before", session(OTHER, 700, [50, 200, 400]), ["cut", true, undefined]],
    ["in the clear", talk(OTHER, [1100, ">", "POLL"], [1101, "<", "NO"]), ["cut", true, undefined]],
  ];
  for (const [why, since, expected] of rows) {
    const entry = cutEntry(cutOn(...since), "mid-reply", USUAL);
    assert.deepEqual([entry?.fate, entry?.isLost, entry?.why], expected, why);
    assert.deepEqual([entry?.atNs, entry?.because.length, entry?.isOwn], [550e6, 1, true], why);
  }
  assert.equal(cutEntry(cutOn(), "mid-reply"), undefined, "no control");
  assert.notEqual(
    cutEntry(cutOn(), "idle", USUAL)?.fate,
    "cut",
    "what its kernel has refused, it did not want",
  );
});

test("of an answer of which the relay held the rest it is not known either, whatever else came for it", () => {
  const ticket: readonly Piece[] = [...begins(500), [550, ">", record(200)], [551, "<", record(100)]];
  const held = (ms: number): Timed => [
    ms,
    { kind: "printed", role: "server", text: "268 bytes are there, and held\n" },
  ];
  const facts = (ms: number): readonly Timed[] =>
    [
      ...OPENS,
      START,
      ...talk(FIRST, ...ticket),
      held(ms),
      ...died,
      ...session(OTHER, 1100, [50, 200, 400]),
      END,
    ].sort(([one], [other]) => one - other);
  assert.equal(cutEntry(facts(560), "mid-reply", USUAL)?.why, SEALED_AGAIN);
  assert.notEqual(cutEntry(facts(560), "idle", USUAL)?.why, SEALED_AGAIN);
  assert.notEqual(cutEntry(facts(1500), "mid-reply", USUAL)?.why, SEALED_AGAIN, "said later");
  const rest = talk(FIRST, ...ticket, [1001, "<", record(300)]);
  const come = [...OPENS, START, ...rest, held(560), ...died, END].sort(([one], [other]) => one - other);
  assert.notEqual(cutEntry(come, "mid-reply", USUAL)?.fate, "cut", "the relay has let it go");
});
