// Whether a client was answered fewer things over TLS than in the control, or as many, or is at its work still.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { asksFewerSealed, hasAllSealed, hasFewerSealed } from "../../../src/verdict/asks/sealed-things.ts";
import { mayHaveItYet } from "../../../src/verdict/asks/asked-yet.ts";
import { exchanges } from "../exchanges.ts";
import { talk } from "../http2-runs.ts";
import { judged } from "../lacking.ts";
import { OTHER, type Timed, exits, ofServer, usual } from "../one-run.ts";
import { type Asked, session, things } from "../sealed-runs.ts";
import { BEATS, control, polls, run, sends } from "../works-on.ts";

const FIRST = 40_000;
/** On its first connection, which begins at 500 ms. */
const on = (...all: readonly Asked[]): Timed[] => session(FIRST, 500, ...all);

/** In a run of 1000 ms: so many before the end at 1002 ms, and so many since, on a new connection. */
const works = (before: number, since: number): readonly Timed[] =>
  run(on(...things(before)), since > 0 ? session(OTHER, 1050, ...things(since)) : []);
/** Each control is watched for 1000 ms. */
const usually = (sealedThings: number, signs = BEATS, watchedMs?: number): ControlRecord => ({
  ...control([], signs, watchedMs),
  sealedThings,
});
const { watched: _, ...unwatched } = usually(30);
/** One thing before, and one since, so long after it. */
const pausesFor = (ms: number, sinceMs = 950): readonly Timed[] =>
  run(on([sinceMs - 500, 200]), session(OTHER, 1010, [sinceMs + ms - 1010, 200]), 2500);

const fewer: readonly (readonly [string, readonly Timed[], boolean, ...(readonly ControlRecord[])])[] = [
  ["27 of 30", works(20, 7), true, usually(30)],
  ["28 of 30", works(20, 8), false, usually(30)],
  ["as many", works(20, 10), false, usually(30)],
  ["more", works(20, 11), false, usually(30)],
  ["26 of 29 are three fewer", works(20, 6), true, usually(29)],
  ["27 of 29", works(20, 7), false, usually(29)],
  ["28 of 31 are less than a tenth fewer", works(20, 8), false, usually(31)],
  ["27 of 31", works(20, 7), true, usually(31)],
  ["36 of 40", works(20, 16), true, usually(40)],
  ["37 of 40", works(20, 17), false, usually(40)],
  ["one of four", works(1, 0), false, usually(4)],
  ["one before, and one since, of five", works(1, 1), true, usually(5)],
  ["of four", works(1, 1), false, usually(4)],
  ["none since", works(20, 0), false, usually(30)],
  ["since it only logs in", run(on(...things(20)), session(OTHER, 1050, [4, 100])), false, usually(30)],
  ["it asked as the end came", run(on([50, 200], [502, 200]), []), false, usually(30)],
  ["it asked right after it", run(on([50, 200], [502.1, 200]), []), true, usually(30)],
  ["no control", works(20, 1), false],
  ["in each control", works(20, 7), true, usually(30), usually(40)],
  ["in one control, and not in the other", works(20, 7), false, usually(40), usually(29)],
  ["not in the first", works(20, 7), false, usually(29), usually(40)],
  ["of one nothing is known (as before 0.2)", works(20, 7), false, usually(40), control([], BEATS)],
  ["of none anything is known", works(20, 7), false, control([], BEATS)],
  ["it is not known for how long it was watched", works(20, 7), false, unwatched],
  ["it was watched for twice as long: 15 are due", works(10, 2), true, usually(30, BEATS, 2000)],
  ["and 13 came", works(10, 3), false, usually(30, BEATS, 2000)],
  ["it was watched for half as long: no more are due", works(20, 8), false, usually(30, BEATS, 500)],
  ["what can be read", run(exchanges(500, polls, polls), []), false, usually(30)],
  // After a pause.
  ["one fewer, and a pause of more than 600 ms", pausesFor(600.001), true, usually(3)],
  ["one fewer, and a pause of 600 ms", pausesFor(600), false, usually(3)],
  ["as many, and a pause", pausesFor(700), true, usually(2)],
  ["asked as the end came, and a pause", pausesFor(600.001, 1002), true, usually(3)],
  ["asked as the end came, and no longer pause", pausesFor(600, 1002), false, usually(3)],
  ["another control pauses for longer", pausesFor(601), false, usually(3), usually(3, sends("sent", 0, 401))],
  [
    "it rests for less where all of its connections are looked at",
    pausesFor(300.001),
    true,
    { ...usually(3), sealedRestNs: 200e6 },
  ],
  ["and not for longer than that", pausesFor(300), false, { ...usually(3), sealedRestNs: 200e6 }],
  ["no control has two signs", pausesFor(700), false, usually(3, BEATS.slice(1, 2))],
  ["nothing before the end", run(on(), session(OTHER, 1050, [700, 200]), 2500), false, usually(2)],
  [
    "the pause counts from the last one before, on whichever connection",
    run([...on([450, 200]), ...session(50_001, 501, [50, 200])], session(OTHER, 1010, [500, 200]), 2500),
    false,
    usually(4),
  ],
  [
    "and to the first one since",
    run(on([450, 200]), [...session(OTHER, 1010, [600, 200]), ...session(50_001, 1011, [50, 200])], 2500),
    false,
    usually(4),
  ],
  [
    "a login is no end of a pause",
    run(on([450, 200]), session(OTHER, 1010, [4, 100], [600, 200]), 2500),
    true,
    usually(3),
  ],
];

for (const [why, facts, isSo, ...controls] of fewer)
  test(`it works on over TLS, ${why}: ${isSo ? "it may have left something out" : "nothing is seen"}`, () => {
    assert.equal(asksFewerSealed(...judged(facts, controls)), isSo);
  });

const known = (...counted: readonly (number | undefined)[]): ControlRecord[] =>
  counted.map((sealedThings) => ({ ...usual(), ...(sealedThings !== undefined && { sealedThings }) }));
const [SOME, PLAIN, NONE] = [works(2, 3), run(exchanges(500, polls), []), run(on(), [])];
const MIXED = [...works(2, 3), ...talk(50_001, [1200, ">", "STORE 1"], [1201, "<", "OK"])];

test("as a whole it was answered fewer things over TLS than in each control", () => {
  const rows: readonly (readonly [string, readonly Timed[], boolean, readonly ControlRecord[]])[] = [
    ["five of six", SOME, true, known(6)],
    ["five of five", SOME, false, known(5)],
    ["five of four", SOME, false, known(4)],
    ["in both", SOME, true, known(6, 7)],
    ["in the first alone", SOME, false, known(6, 5)],
    ["in the second alone", SOME, false, known(5, 6)],
    ["of one that is not known", SOME, false, known(6, undefined)],
    ["no control", SOME, false, []],
    ["none of one", NONE, true, known(1)],
    ["none of none", NONE, false, known(0)],
    ["beside what can be read", MIXED, true, known(6)],
    ["what can be read", PLAIN, false, known(6)],
  ];
  for (const [why, facts, isSo, controls] of rows)
    assert.equal(hasFewerSealed(...judged(facts, controls)), isSo, why);
});

test("as a whole it was answered as many things as in each control, over TLS alone", () => {
  const rows: readonly (readonly [string, readonly Timed[], boolean, readonly ControlRecord[]])[] = [
    ["five of five", SOME, true, known(5)],
    ["five of six", SOME, false, known(6)],
    ["five of four", SOME, false, known(4)],
    ["in both", SOME, true, known(5, 5)],
    ["in the first alone", SOME, false, known(5, 6)],
    ["in the second alone", SOME, false, known(6, 5)],
    ["of one that is not known", SOME, false, known(5, undefined)],
    ["of none that is known", SOME, false, known(undefined)],
    ["no control", SOME, false, []],
    ["none of none", NONE, false, known(0)],
    ["one of one", run(on([50, 200]), []), true, known(1)],
    ["beside what can be read", MIXED, false, known(5)],
    ["what can be read", PLAIN, false, known(1)],
  ];
  for (const [why, facts, isSo, controls] of rows)
    assert.equal(hasAllSealed(...judged(facts, controls)), isSo, why);
});

test("it is at its work still over TLS, on a new connection, until it is watched no more", () => {
  const rows: readonly (readonly [string, readonly Timed[], boolean])[] = [
    ["served since", run(on(), session(OTHER, 1100, [200, 200])), true],
    ["200 ms ago", run(on(), session(OTHER, 1100, [199, 200], [99, 200])), true],
    ["longer ago", run(on(), session(OTHER, 1100, [98, 200])), false],
    ["not on a new one", run(on([400, 200], [700, 200]), []), false],
    ["in the clear", run(exchanges(500, polls), talk(OTHER, [1400, ">", "POLL"], [1401, "<", "NO"])), false],
    [
      "over TLS, and at work in the clear",
      run(on(), talk(OTHER, [1400, ">", "POLL"], [1401, "<", "NO"])),
      true,
    ],
    ["it has ended", [...run(on(), session(OTHER, 1100, [200, 200])), exits(1499, { exitCode: 0 })], false],
    [
      "its server has",
      [...run(on(), session(OTHER, 1100, [200, 200])), ofServer(exits(1499, { exitCode: 0 }))],
      true,
    ],
  ];
  for (const [why, facts, isSo] of rows) assert.equal(mayHaveItYet(judged(facts, [])[0]), isSo, why);
});
