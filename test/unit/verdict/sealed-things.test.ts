// How many things a client asks over TLS, by how long each is, and when it was sent. docs/verdict.md.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fact } from "../../../src/timeline/observation.ts";
import { countSealed } from "../../../src/verdict/asks/sealed-things.ts";
import { exchanges } from "../exchanges.ts";
import { talk } from "../http2-runs.ts";
import { judged } from "../lacking.ts";
import { OTHER, type Timed, lostOnTheWay } from "../one-run.ts";
import { ALERT, type Asked, type Piece, asked, begins, record, session } from "../sealed-runs.ts";
import { run, stores } from "../works-on.ts";

const FIRST = 40_000;
const count = (facts: readonly Timed[]): number | undefined => countSealed(judged(run(facts, []), [])[1]);
/** On its only connection, which begins at 500 ms. */
const on = (...all: readonly Asked[]): Timed[] => session(FIRST, 500, ...all);
const pieces = (...all: readonly Piece[]): Timed[] => talk(FIRST, ...begins(500), ...all);
const TICKS = [100, 150, 200] as const;
const thrice = (bytes: number): readonly Asked[] => TICKS.map((ms): Asked => [ms, bytes]);

/** Of this nothing was kept. */
const unkept = ([ms, fact]: Timed): Timed => [ms, { ...fact, payload: "" } as Fact];
const lastUnkept = (facts: readonly Timed[]): Timed[] =>
  facts.map((each, i) => (i === facts.length - 2 ? unkept(each) : each));
const PLAIN: readonly Piece[] = [
  [600, ">", "STORE 1"],
  [601, "<", "OK"],
];

type Counted = readonly [why: string, facts: readonly Timed[], count: number | undefined];

const counts: readonly Counted[] = [
  ["a handshake asks nothing", on(), 0],
  ["each thing, and its answer", on([50, 200], [100, 300]), 2],
  ["what was not answered", on([50, 200], [100, 300, 0]), 1],
  ["what can be read", exchanges(500, stores("alpha")), undefined],
  ["beside what can be read", [...on([50, 200]), ...session(OTHER, 501, [60, 200])], 2],
  ["what can be read is none", [...on([50, 200]), ...talk(OTHER, ...PLAIN)], 1],
  [
    "what could be read, had it been kept, is none",
    [...on([50, 200]), ...lastUnkept(talk(OTHER, ...PLAIN, [700, ">", "x".repeat(200)], [701, "<", "OK"]))],
    1,
  ],
  ["what was not kept is as long as its segment", lastUnkept(on([50, 200], [100, 36])), 2],
  ["what is short, and comes once, is no heartbeat", lastUnkept(on([50, 200], [100, 35])), 2],
  ["the only one was not answered", on([50, 200, 0]), 0],
  ["no connection", [], undefined],
  ["several records in one go", pieces([550, ">", record(100) + record(100)], [551, "<", record(60)]), 1],
  ["an alert asks nothing", pieces([550, ">", record(100, ALERT)], [551, "<", record(60)]), 0],
  // Heartbeats.
  ["41 bytes are no heartbeat", on(...thrice(41)), 3],
  ["40 bytes may be one", on(...thrice(40)), 0],
  ["one other short thing", on(...thrice(40), [250, 39]), 1],
  ["two lengths that come again are none", on(...thrice(40), [250, 39], [300, 39]), 5],
  ["heartbeats beside other things", on(...thrice(40), [250, 200], [300, 41]), 2],
  // The end of the handshake.
  ["a Finished of SHA-384", talk(FIRST, ...begins(500, 69), ...asked([550, 200])), 1],
  ["no Finished is so long", talk(FIRST, ...begins(500, 54), ...asked([550, 54, 200])), 2],
  [
    "a Finished, and with it a request",
    talk(
      FIRST,
      ...begins(500).slice(0, 2),
      [502, ">", record(53) + record(41)],
      [503, "<", record(60)],
      ...asked([550, 45]),
    ),
    2,
  ],
  [
    "a Finished is short, and what comes with it as well",
    talk(
      FIRST,
      ...begins(500).slice(0, 2),
      [502, ">", record(53) + record(40)],
      [503, "<", record(60)],
      ...asked([550, 45]),
    ),
    1,
  ],
  ["later what is as long is a thing", on([50, 53], [100, 69]), 2],
  // What a session begins with.
  ["a login is none", on([4, 100], [50, 200], [100, 300]), 2],
  ["one by one", on([4, 100], [6, 90], [8, 110], [50, 200]), 1],
  ["a login is 4 bytes shorter than something later", on([4, 196], [50, 200]), 2],
  ["5 bytes shorter", on([4, 195], [50, 200]), 1],
  ["4 bytes longer", on([4, 204], [50, 200]), 2],
  ["5 bytes longer", on([4, 205], [50, 200]), 1],
  ["like one of those that are later", on([4, 300], [50, 200], [100, 300]), 3],
  ["what follows another one at once is a thing", on([50, 200], [52, 100]), 2],
  ["20 ms after something came", on([23, 100], [100, 200]), 2],
  ["less than 20 ms", on([22.9, 100], [100, 200]), 1],
  ["all at once", on([4, 100], [6, 90]), 2],
  ["a login on another connection", [...on([50, 200]), ...session(OTHER, 600, [4, 100])], 1],
  ["like the other's things", [...on([50, 200]), ...session(OTHER, 600, [4, 202])], 2],
  ["each connection begins so", [...on([4, 100], [50, 200]), ...session(OTHER, 600, [4, 100], [50, 201])], 2],
  ["of the other it is a thing", [...on([4, 100], [50, 200]), ...session(OTHER, 600, [50, 100])], 3],
  ["not answered it makes no other a login", on([4, 100], [6, 200], [50, 300, 0]), 2],
  // What may have been cut.
  ["the last one brought as much", on([50, 200, 60], [100, 200, 60]), 2],
  ["the last one brought less", on([50, 200, 60], [100, 200, 59]), 1],
  ["another one brought less", on([50, 200, 59], [100, 200, 60], [150, 200, 59]), 3],
  ["the only one", on([50, 200, 1]), 1],
  [
    "the last one of each",
    [...on([50, 200], [100, 200, 59]), ...session(OTHER, 600, [50, 200], [100, 200, 59])],
    2,
  ],
  [
    "the last one of another connection is not held against that",
    [...on([50, 200], [100, 200]), ...session(OTHER, 600, [50, 200, 1])],
    2,
  ],
  ["only the last ones", [...on([50, 200]), ...session(OTHER, 600, [50, 200, 1])], 1],
  [
    "in two pieces it came whole",
    pieces(
      ...asked([550, 200]),
      [600, ">", record(200)],
      [601, "<", record(60).slice(0, 30)],
      [650, "<", record(60).slice(30)],
    ),
    2,
  ],
  [
    "the second piece never came",
    [
      ...pieces(...asked([550, 200]), [600, ">", record(200)], [601, "<", record(60).slice(0, 30)]),
      lostOnTheWay([
        650,
        pieces(...asked([550, 200]), [650, "<", record(60).slice(30)]).at(-1)?.[1] as never,
      ]),
    ],
    1,
  ],
  [
    "what came for the next one does not count",
    pieces(
      [550, ">", record(200)],
      [551, "<", record(10)],
      ...asked([600, 200, 100]),
      [650, ">", record(200)],
      [651, "<", record(20)],
    ),
    3,
  ],
  ["a login brought less", on([4, 100, 10], [50, 200, 60], [100, 200, 59]), 2],
];

for (const [why, facts, expected] of counts)
  test(`things that are asked over TLS, ${why}: ${expected}`, () => {
    assert.equal(count(facts), expected);
  });
