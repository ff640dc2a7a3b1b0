// A client that works on and on, and asks nothing any more: whether that is seen, by what each control would have asked.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord, ControlSign } from "../../../src/timeline/record.ts";
import { asksNoMoreEntry, hasGivenUpAsking } from "../../../src/verdict/asks/asks-no-more.ts";
import { ASKED, OWN } from "../../../src/verdict/asks/loss.ts";
import { ASKS_NO_MORE } from "../../../src/verdict/asks/why-unsure.ts";
import { SHIPPED } from "../../../src/verdict/bytes/shipped.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { type Exchange, controlOf, exchanges } from "../exchanges.ts";
import { judged } from "../lacking.ts";
import { opened, segment } from "../made-up.ts";
import {
  GONE,
  KILL,
  NO_CONTROL,
  OTHER,
  START,
  type Timed,
  connects,
  died,
  exits,
  fault,
  goes,
  habit,
  lostOnTheWay,
  onOther,
  prints,
  types,
  usual,
} from "../one-run.ts";

const OPENS = opened.filter(([, fact]) => fact.kind === "connection");
const STORES: readonly Exchange[] = ["alpha", "bravo", "charly"].map((word) => [
  `STORE a reading ${word}\r\n`,
  "+OK\r\n",
]);
const SENT = STORES.map(([text]) => text.length).reduce((sum, length) => sum + length, 0);
const BEFORE: readonly Timed[] = [...OPENS, START, ...exchanges(500, ...STORES)];
const more = (ms: number): Timed => [ms, segment(`> P. ${SENT + 1}:${SENT + 6}(5) ack 1`, "more\n")];
const again = (ms: number): Timed => [ms, exchanges(ms, ...STORES)[0]?.[1] ?? fault("none")[1]];

/** A new connection, which is accepted. */
const joins = (ms: number): readonly Timed[] => [
  connects(ms, OTHER),
  onOther([ms + 0.1, segment("< S. 0:0(0) ack 1")]),
];

/** In the 3000 ms from the end, at 1002 ms, on. */
const watched = (ms = 4002): Timed => [ms, { kind: "process-ended", pid: 99 }];
const SENDS = [1000, 2000, 3000].map((ms) => habit("sent", "what it sends by itself", ms));
const CONNECTS = [1000, 2000, 3000].map((ms) => habit("connect", "a new connection", ms));
const ENDS = habit("exit", "its end (exit code 0)", 9000);
/** So long is each thing that it asks, and is answered. */
const lengths = (...all: readonly number[]): Pick<ControlRecord, "asked"> => ({
  asked: all.map((length, i) => [i, 1, 1, length] as const),
});
const control = (signs: readonly ControlSign[], other: Partial<ControlRecord> = {}): ControlRecord => ({
  ...controlOf(...STORES),
  signs,
  ...other,
});
const silent: ControlRecord = usual(...SENDS);

type Row = readonly [
  why: string,
  facts: readonly Timed[],
  isSeen: boolean,
  controls?: readonly ControlRecord[],
];

const rows: readonly Row[] = [
  ["three are due, and nothing is asked", [...died, watched()], true],
  ["it would have connected three times", [...died, watched()], true, [control(CONNECTS)]],
  ["the third comes later", [...died, watched(4001)], false],
  ["two are due", [...died, watched()], false, [control(SENDS.slice(1))]],
  [
    "two sent and one connected are no three",
    [...died, watched()],
    false,
    [control([...SENDS.slice(1), ...CONNECTS.slice(2)])],
  ],
  [
    "what came with its last segment is not due again",
    [...died, watched()],
    false,
    [control([habit("sent", "", 0), ...SENDS.slice(1)])],
  ],
  [
    "other signs are no asks",
    [...died, watched()],
    false,
    [control(SENDS.map((sign) => ({ ...sign, kind: "printed" })))],
  ],
  [
    "in the other control less is due",
    [...died, watched()],
    false,
    [control(SENDS), control(SENDS.slice(1))],
  ],
  ["in both controls it is", [...died, watched()], true, [control(SENDS), control(CONNECTS)]],
  ["no end came: since the fault", [fault("host-crash"), watched(4000)], true],
  ["no end came, and the third comes later", [fault("host-crash"), watched(3999)], false],
  ["it has asked since", [...died, more(1500), watched()], false],
  ["it asked between the fault and the end", [KILL, GONE, more(1001), ...died.slice(2), watched()], true],
  ["it asked as the end came", [...died, more(1002), watched()], true],
  ["on another connection", [...died, onOther(again(1500)), watched()], false],
  ["what TCP sends again is not asked", [...died, again(1500), watched()], true],
  ["it was lost on the way", [...died, lostOnTheWay(more(1500)), watched()], false],
  [
    "it has connected again, and says hello",
    [...died, ...joins(1010), onOther(again(1020)), watched(4010)],
    true,
  ],
  [
    "it has connected again, says hello, and fewer are due since",
    [...died, ...joins(1010), onOther(again(1020)), watched(4009)],
    false,
  ],
  [
    "it has connected again, and asks later",
    [...died, ...joins(1010), onOther(again(1111)), watched(4010.5)],
    false,
  ],
  [
    "it has connected twice, and may do so again",
    [...died, ...joins(1010), connects(1500), connects(3500), watched(5000)],
    false,
  ],
  [
    "it has connected twice, and not again for long",
    [...died, ...joins(1010), connects(1500), watched(5000)],
    true,
  ],
  ["it says goodbye", [...died, more(1021), watched()], true],
  ["it goes to another server", [...died, goes(1500), watched()], false],
  ["it had connected before", [connects(600), ...died, watched()], true],
  ["it has printed something", [...died, prints(1500, "lost it\n"), watched()], true],
  ["something was said to it", [types(400), ...died, watched()], false],
  ["it ends in the control", [...died, watched()], false, [control([...SENDS, ENDS])]],
  ["it ends in the other control", [...died, watched()], false, [control(SENDS), control([...SENDS, ENDS])]],
  ["no fault has come yet", [watched()], false],
  ["nothing was done to its server", [fault("none", 0), watched()], false],
  ["there is no control", [...died, watched()], false, []],
  [
    "the control could not be made",
    [...died, watched()],
    false,
    [{ ...control(SENDS), none: true }, NO_CONTROL],
  ],
  ["heartbeats alone", [...died, watched()], false, [control(SENDS, lengths(16, 16, 16, 16))]],
  ["two of them longer", [...died, watched()], false, [control(SENDS, lengths(17, 17, 16, 16))]],
  ["three of them longer", [...died, watched()], true, [control(SENDS, lengths(17, 17, 17))]],
  ["too many to be kept", [...died, watched()], true, [control(SENDS, lengths())]],
  [
    "heartbeats, and what it begins by itself is answered",
    [...died, watched()],
    true,
    [control(SENDS, { ...lengths(9), begunAnswered: true })],
  ],
  ["nothing is answered", [...died, watched()], false, [silent]],
  [
    "nothing is answered, and it ships",
    [...died, watched()],
    true,
    [{ ...silent, said: [{ text: SHIPPED, fate: "taken" }] }],
  ],
  [
    "nothing is answered, and it does what it was started for",
    [...died, watched()],
    false,
    [{ ...silent, said: [{ text: OWN, fate: "taken" }] }],
  ],
  [
    "in the other control there are heartbeats alone",
    [...died, watched()],
    false,
    [control(SENDS), control(SENDS, lengths(16, 16, 16))],
  ],
];

for (const [why, facts, isSeen, controls = [control(SENDS)]] of rows)
  test(`${why}: ${isSeen ? "it asks no more" : "nothing is seen"}`, () => {
    const entry = asksNoMoreEntry(...judged([...BEFORE, ...facts], controls));
    assert.equal(entry?.why, isSeen ? ASKS_NO_MORE : undefined);
  });

test("what it would have asked is not known to be lost, and no row says so before its end", () => {
  const found = (...facts: readonly Timed[]): unknown =>
    asksNoMoreEntry(...judged([...BEFORE, ...facts], [control(SENDS)]));
  const entry = { text: ASKED, isOwn: true, atNs: 1002e6, fate: "unknown", why: ASKS_NO_MORE, because: [] };
  assert.deepEqual(found(...died, watched()), entry);
  assert.deepEqual(found(fault("host-crash"), watched()), { ...entry, atNs: 1000e6 });
});

const sentTimes = (count: number, kind = "sent"): ControlSign[] =>
  Array.from({ length: count }, (_, i) => habit(kind, "", 100 * (i + 1)));
const [MANY, FEWER] = [control(sentTimes(20)), control(sentTimes(19))];
const OWN_FIN: Timed = [1003, segment(`> F. ${SENT + 1}:${SENT + 1}(0) ack 2`)];
const endOf = (ms: number): Timed => [ms, segment(`< F. 16:16(0) ack ${SENT + 1}`)];
const gone: readonly Timed[] = [KILL, GONE, endOf(1002), OWN_FIN];

const given: readonly Row[] = [
  ["twenty were due", [watched()], true],
  ["nineteen were due", [watched()], false, [FEWER]],
  ["nineteen in one control", [watched()], false, [MANY, FEWER]],
  ["the twentieth comes later", [watched(3001)], false],
  ["the twentieth comes now", [watched(3002)], true],
  ["it would have connected twenty times", [watched()], true, [control(sentTimes(20, "connect"))]],
  ["it has asked since", [more(1500), watched()], false],
  ["it has printed something since", [prints(1500, "x\n"), watched()], false],
  ["it ends in the control", [watched()], false, [control([...sentTimes(20), ENDS])]],
  ["heartbeats alone", [watched()], false, [control(sentTimes(20), lengths(16, 16, 16))]],
];

for (const [why, facts, isSeen, controls = [MANY]] of given)
  test(`it has closed its connection, and ${why}: ${isSeen ? "goes silent" : "no more"}`, () => {
    const run = judged([...BEFORE, ...gone, ...facts], controls);
    assert.equal(hasGivenUpAsking(...run), isSeen);
    if (facts.length > 1) return;
    const { reaction } = judgeClient(run[0], { endings: ["fin", "rst", "silence"] });
    assert.equal(reaction, isSeen ? "goes-silent" : "closes");
  });

test("what it printed before its server's end says nothing of what it has done since", () => {
  const printed = [prints(900, "stored\n"), ...gone, watched()];
  assert.equal(hasGivenUpAsking(...judged([...BEFORE, ...printed], [MANY])), true);
});

test("who has ended has not given up", () => {
  const ended = [...gone, exits(1500, { exitCode: 1 }), watched()];
  assert.equal(hasGivenUpAsking(...judged([...BEFORE, ...ended], [MANY])), false);
});
