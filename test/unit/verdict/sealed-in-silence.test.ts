// What a client has asked over TLS when its server fell silent.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { asksNoMoreEntry } from "../../../src/verdict/asks/asks-no-more.ts";
import { ASKED } from "../../../src/verdict/asks/loss.ts";
import { asksInVain } from "../../../src/verdict/asks/own-asks.ts";
import { sealedAskEntry, sealedInVain } from "../../../src/verdict/asks/sealed-asks.ts";
import { ASKS_NO_MORE, SEALED_FEWER } from "../../../src/verdict/asks/why-unsure.ts";
import { exchanges } from "../exchanges.ts";
import { talk } from "../http2-runs.ts";
import { judged } from "../lacking.ts";
import { opened } from "../made-up.ts";
import {
  OTHER,
  START,
  type Timed,
  died,
  exits,
  fault,
  habit,
  lostOnTheWay,
  types,
  usual,
} from "../one-run.ts";
import { type Asked, asked, begins, record, session, things } from "../sealed-runs.ts";
import { BEATS, control, polls, run } from "../works-on.ts";

const FIRST = 40_000;
const OPENS = opened.filter(([, fact]) => fact.kind === "connection");
const STOP = fault("stop");
const END: Timed = [1500, { kind: "process-ended", pid: 99 }];
const silent = (...facts: readonly Timed[]): readonly Timed[] =>
  [...OPENS, START, ...facts, END].sort(([one], [other]) => one - other);
const on = (...all: readonly Asked[]): Timed[] => session(FIRST, 500, ...all);

/** It begins with 205 + 64 bytes, for which 1200 come; each thing is 205 bytes, and is answered with 65. */
const BEGINS = [205, 205 + 6 + 58] as const;
const CAME = [90 + 5 + 905, 90 + 5 + 905 + 205] as const;
const steps = (...came: readonly number[]): readonly (readonly [number, number])[] => [
  [BEGINS[0], CAME[0]],
  ...came.map((bytes, i) => [BEGINS[1] + 205 * i, bytes] as const),
];
const sealedBy = (...came: readonly number[]): ControlRecord => ({ ...usual(), sealed: steps(...came) });
/** Three things, each answered. */
const USUAL = sealedBy(CAME[1], CAME[1] + 65, CAME[1] + 130, CAME[1] + 195);
const { sealed: _, ...UNSEALED } = USUAL;
const TWO: readonly Asked[] = [
  [50, 200],
  [100, 200],
];
const AT = 650e6;
const THIRD: Asked = [150, 200, 0];

type Silent = readonly [
  why: string,
  facts: readonly Timed[],
  sentNs: number | undefined,
  ...controls: readonly ControlRecord[],
];
const inVain: readonly Silent[] = [
  ["its third thing", silent(...on(...TWO, THIRD), STOP), AT, USUAL],
  ["all was answered", silent(...on(...TWO, [150, 200]), STOP), undefined, USUAL],
  ["it was asked in the silence", silent(...on(...TWO, [550, 200, 0]), STOP), 1050e6, USUAL],
  ["in two pieces, and nothing between", silent(...on(...TWO, [150, 200, 0], [170, 30, 0]), STOP), AT, USUAL],
  ["something came in the silence", silent(...on(...TWO, [550, 200]), STOP), undefined, USUAL],
  ["something came as it began", silent(...on(...TWO, [499, 200]), STOP), undefined, USUAL],
  [
    "something came on another connection",
    silent(...on(...TWO, THIRD), STOP, ...session(OTHER, 1100)),
    undefined,
    USUAL,
  ],
  [
    "something came earlier on another connection",
    silent(...on(...TWO, THIRD), ...session(OTHER, 700, ...TWO, [150, 200]), STOP),
    AT,
    USUAL,
  ],
  [
    "on the second connection",
    silent(...on(...TWO, [150, 200]), ...session(OTHER, 700, ...TWO, THIRD), STOP),
    850e6,
    USUAL,
  ],
  [
    "the first connection's was answered in part",
    silent(...on(...TWO, [150, 200, 35]), ...session(OTHER, 700, ...TWO, THIRD), STOP),
    850e6,
    USUAL,
  ],
  ["answered in part", silent(...on(...TWO, [150, 200, 35]), STOP), undefined, USUAL],
  ["its server has ended the connection", silent(...on(...TWO, THIRD), ...died), undefined, USUAL],
  ["something was said", silent(...on(...TWO, THIRD), STOP, types(1200)), undefined, USUAL],
  ["no control", silent(...on(...TWO, THIRD), STOP), undefined],
  ["the control has no steps (as before 0.2)", silent(...on(...TWO, THIRD), STOP), undefined, UNSEALED],
  ["one of two controls has none", silent(...on(...TWO, THIRD), STOP), undefined, USUAL, UNSEALED],
  ["in both controls more came", silent(...on(...TWO, THIRD), STOP), AT, USUAL, USUAL],
  [
    "in one of them it was not answered",
    silent(...on(...TWO, THIRD), STOP),
    undefined,
    USUAL,
    sealedBy(CAME[1], CAME[1] + 65, CAME[1] + 130, CAME[1] + 130),
  ],
  [
    "17 bytes more came",
    silent(...on(...TWO, THIRD), STOP),
    AT,
    sealedBy(CAME[1], CAME[1] + 65, CAME[1] + 130, CAME[1] + 147),
  ],
  [
    "16 bytes more came",
    silent(...on(...TWO, THIRD), STOP),
    undefined,
    sealedBy(CAME[1], CAME[1] + 65, CAME[1] + 130, CAME[1] + 146),
  ],
  ["what can be read", silent(...exchanges(500, polls, ["POLL\r\n", ""]), STOP), undefined, USUAL],
];

for (const [why, facts, sentNs, ...controls] of inVain)
  test(`asked over TLS in a silence, ${why}: ${sentNs === undefined ? "nothing is seen" : "in vain"}`, () => {
    const seen = judged(facts, controls);
    assert.equal(sealedInVain(...seen)?.sentNs, sentNs);
    assert.equal(asksInVain(seen[0]), sentNs);
    const entry = sealedAskEntry(...seen);
    assert.equal(entry?.isLost === true ? entry.atNs : undefined, sentNs);
  });

const entryOf = (facts: readonly Timed[], ...controls: readonly ControlRecord[]): SaidEntry | undefined =>
  sealedAskEntry(...judged(facts, controls));

test("in a silence it is lost, wherever it lies", () => {
  const third = on(...TWO, THIRD);
  const reached = entryOf(silent(...third, STOP), USUAL);
  assert.deepEqual([reached?.text, reached?.isOwn, reached?.isLost], [ASKED, true, true]);
  assert.equal(reached?.fate, "unacknowledged");
  const acked = talk(FIRST, ...begins(500), ...TWO.flatMap(([ms, bytes]) => asked([500 + ms, bytes])), [
    650,
    ">",
    record(200),
  ]);
  const dropped = acked.map((each, i) => (i === acked.length - 1 ? lostOnTheWay(each) : each));
  const lost = entryOf(silent(...dropped, STOP), USUAL);
  assert.deepEqual([lost?.fate, lost?.isLost], ["unacknowledged", true]);
  assert.equal(lost?.because.length, 1);
});

const OK = exits(1400, { exitCode: 0 });
const counts = (sealedThings: number, ...ends: readonly number[]): ControlRecord => ({
  ...control([], [...BEATS, ...ends.map((ms) => habit("exit", "its end (exit code 0)", ms))]),
  sealedThings,
});

test("who ends with 0, though it works on in the control, and was answered less over TLS: unknown", () => {
  const two = on(...TWO);
  const rows: readonly (readonly [string, readonly Timed[], boolean, ...(readonly ControlRecord[])])[] = [
    ["two of three", run(two, [OK]), true, counts(3)],
    ["two of two", run(two, [OK]), false, counts(2)],
    ["in one control alone", run(two, [OK]), false, counts(3), counts(2)],
    ["it ends with 1", run(two, [exits(1400, { exitCode: 1 })]), false, counts(3)],
    ["a signal ends it", run(two, [exits(1400, { signal: "SIGPIPE" })]), false, counts(3)],
    ["it works on", run(two, []), false, counts(3)],
    ["it ends in the control", run(two, [OK]), false, counts(3, 900)],
    ["it ends in one control", run(two, [OK]), false, counts(3), counts(3, 900)],
    ["something was said to it", run([types(400), ...two], [OK]), false, counts(3)],
    ["no control", run(two, [OK]), false],
    ["nothing was done to its server", silent(...two, fault("none", 0), OK), false, counts(3)],
    ["no fault has come", silent(...two, OK), false, counts(3)],
    ["a fault, and no end", silent(...two, STOP, OK), true, counts(3)],
  ];
  for (const [why, facts, isSo, ...controls] of rows) {
    const entry = asksNoMoreEntry(...judged(facts, controls));
    assert.equal(entry?.why, isSo ? SEALED_FEWER : undefined, why);
    if (isSo) assert.deepEqual([entry?.text, entry?.fate, entry?.isOwn], [ASKED, "unknown", true], why);
  }
});

test("who works on over TLS, and was answered less, or asks nothing any more, where it asks several things", () => {
  const works = run(on(...things(20)), session(OTHER, 1050, ...things(7)));
  const why = (facts: readonly Timed[], ...controls: readonly ControlRecord[]): string | undefined =>
    asksNoMoreEntry(...judged(facts, controls))?.why;
  assert.equal(why(works, counts(30)), SEALED_FEWER);
  assert.equal(why(works, counts(29)), undefined);
  const quiet = run(on(...things(20)), [], 4002);
  const due = (sealedThings: number): ControlRecord => ({
    ...counts(sealedThings),
    signs: [1000, 2000, 3000].map((ms) => habit("sent", "", ms)),
  });
  assert.equal(why(quiet, due(3)), ASKS_NO_MORE);
  assert.equal(why(quiet, due(3), due(3)), ASKS_NO_MORE);
  assert.equal(why(quiet, { ...due(2), asked: [[1, 1, 1, 9]] }), undefined, "heartbeats");
});
