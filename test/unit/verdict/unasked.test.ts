// What a client, or its server, sends though nobody has asked for anything, and how soon after a line something must leave
// to be the line.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { isPushed } from "../../../src/verdict/lines/pushed.ts";
import { sentUnasked } from "../../../src/verdict/bytes/unasked.ts";
import { evidenceOf, observations, opened, segment } from "../made-up.ts";
import {
  KILL,
  START,
  type Timed,
  aborts,
  answersRst,
  fault,
  fin,
  habit,
  onPort,
  types,
  usual,
  CRASH,
  caseOf,
  sends,
  serves,
} from "../one-run.ts";

const ship = (ms: number, from: number): Timed => [
  ms,
  segment(`> P. ${from}:${from + 5}(5) ack 1`, "line\n"),
];
const serve = (ms: number, from = 1): Timed => [ms, segment(`< P. ${from}:${from + 2}(2) ack 1`, "ok")];

/** How soon, in milliseconds; the connection was opened at 1 ms, and nothing typed. */
function within(facts: readonly Timed[], control: ControlRecord | undefined = usual()): number | undefined {
  const seen = layOut(evidenceOf(observations(...opened.slice(0, 4), ...facts), control && { control }));
  const unasked = sentUnasked(seen, flowsOf(seen));
  return unasked && Math.round(unasked.lineNs) / 1e6;
}

test("sent unasked: after a pause of more than 100 ms, and neither its user nor its server had said anything", () => {
  const early = fault("kill", 7, 200);
  for (const [why, ...facts] of [
    ["after its own", ship(100, 1), ship(300, 6), KILL],
    ["after the server's", ship(100, 1), serve(150), ship(300, 6), KILL],
    ["typed before and after", types(100), ship(100, 1), ship(300, 6), types(300), KILL],
    ["an RST is no word of the server's", ship(100, 1), answersRst(290), ship(300, 6), KILL],
    ["before the ending, if not the fault", ship(100, 1), early, ship(300, 6), fin(400)],
    ["on one of its connections", START, onPort(41_000, ship(5, 1)), ship(100, 1), ship(300, 6), KILL],
  ] as readonly (readonly [string, ...Timed[]])[])
    assert.notEqual(within(facts), undefined, why);
  for (const [why, ...facts] of [
    ["100 ms apart", ship(100, 1), ship(200, 6), KILL],
    ["typed between", ship(100, 1), types(200), ship(300, 6), KILL],
    ["the server had just sent", ship(100, 1), serve(250), ship(300, 6), KILL],
    ["the server had just sent; its own came long before", ship(100, 1), ship(240, 6), serve(150), KILL],
    ["the server sends unasked", serve(100), serve(300, 3), KILL],
    ["after the fault", ship(100, 1), early, ship(300, 6)],
    ["with the fault", ship(100, 1), ship(1000, 6), KILL],
    ["after the ending", ship(100, 1), early, fin(250), ship(300, 6)],
    ["with the ending", ship(100, 1), early, fin(300), ship(300, 6)],
    ["its own RST is no data", ship(100, 1), aborts(300), KILL],
    ["its kernel sent it again", types(90), ship(100, 1), ship(310, 1), ship(720, 1), KILL],
    ["once", ship(300, 1), KILL],
    ["nothing", KILL],
  ] as readonly (readonly [string, ...Timed[]])[])
    assert.equal(within(facts), undefined, why);
  assert.equal(within([KILL], { ...usual(), sendsByItself: false }), undefined);
});

test("so soon: 1 % of the time in which it sends once by itself, 0.2 % where it does again and again, at most 20 ms", () => {
  const silence = (ns: number, ...signs: ControlRecord["signs"]): ControlRecord => ({
    ...usual(...signs),
    byItself: { lines: 0, fresh: 0, bytes: 0, ns },
  });
  const sent = (afterMs: number, asked = false) => habit("sent", "what it sends by itself", afterMs, asked);
  const once = [ship(100, 1), ship(300, 6), KILL]; // watched for 999 ms
  assert.equal(within(once), 9.99);
  assert.equal(
    within([ship(100, 1), ship(300, 6), fin(500), fault("kill", 7, 400)]),
    4.99,
    "up to the ending",
  );
  assert.equal(within([ship(100, 1), ship(300, 6), ship(500, 11), KILL]), 4.995);
  assert.equal(within([ship(100, 1), ship(300, 6), ship(500, 11), ship(700, 16), KILL]), 0.666);
  assert.equal(within(once, silence(5000e6)), 20);
  assert.equal(within(once, silence(1000e6, sent(500))), 9.995, "1999 ms, and twice");
  assert.equal(
    within(once, silence(1000e6, sent(500), sent(600))),
    1.332667,
    "three times, in this run and in the control",
  );
  for (const sign of [sent(500, true), sent(0), sent(1000), sent(-5), habit("segment", "its own FIN", 500)])
    assert.equal(within(once, silence(1000e6, sign)), 19.99, JSON.stringify(sign));
  assert.equal(within([KILL], { ...usual(), sendsByItself: true }), 0, "how often is unknown");
  assert.equal(within([KILL], { ...silence(1000e6, sent(500)), sendsByItself: true }), 19.99);
});

test("what it sends as it sets up its connection counts only where nothing else shows what it sends by itself", () => {
  const silence: ControlRecord = { ...usual(), byItself: { lines: 0, fresh: 0, bytes: 0, ns: 0 } };
  const slow = (...rest: readonly Timed[]): Timed[] => [
    ship(100, 1),
    ship(300, 6),
    types(500),
    ship(501, 11),
    ...rest,
  ];
  assert.equal(within(slow(KILL)), 9.99);
  assert.equal(within(slow(KILL), silence), undefined);
  assert.equal(within(slow(ship(800, 16), KILL), silence), 5, "since it was first asked");
  assert.equal(within(slow(fault("none", 0))), undefined, "in the control itself");
  assert.equal(within([ship(100, 1), types(200), ship(500, 6), ship(800, 11), KILL], silence), 8);
  assert.equal(
    within([ship(100, 1), ship(300, 6), KILL, types(1100)], silence),
    9.99,
    "it was asked only afterwards",
  );
  assert.equal(within([ship(100, 1), ship(300, 6)]), undefined, "there was no fault");
  assert.equal(
    within([ship(100, 1), types(500), ship(500, 6), KILL], silence),
    5,
    "just as it was first asked",
  );
  assert.equal(
    within([ship(100, 1), ship(300, 6), types(1000), KILL], silence),
    9.99,
    "asked with the fault",
  );
  const section = layOut(evidenceOf(observations(...opened.slice(0, 4), ship(100, 1), ship(300, 6), KILL)));
  assert.deepEqual(sentUnasked(section, flowsOf(section)), { lineNs: 9.99e6 });
});

test("the server sends by itself: its data comes after its data, and a pause of more than 100 ms", () => {
  const pushes = (facts: readonly Timed[], untilMs = 1000): boolean =>
    isPushed(flowsOf(caseOf([...facts, CRASH])), untilMs * 1e6);
  const rows: readonly (readonly [
    why: string,
    facts: readonly Timed[],
    expected: boolean,
    untilMs?: number,
  ])[] = [
    ["after a pause", [serves(104.1)], true],
    ["of no more", [serves(104)], false],
    ["it answers", [sends(100), serves(300)], false],
    ["each an answer", [sends(100), serves(150), sends(300, 20), serves(350, 20)], false],
    ["the client sends twice", [sends(100), sends(300, 20)], false],
    ["the client sends, after the server had", [sends(300)], false],
    ["once the fault had come", [serves(200)], false, 200],
    ["an RST is no data", [answersRst(300)], false],
    ["its own RST is none", [aborts(100), serves(300)], true],
    [
      "on one of its connections",
      [START, onPort(41_000, [10, segment("> S 0:0(0)")]), onPort(41_000, sends(11, 1)), serves(300)],
      true,
    ],
  ];
  for (const [why, facts, expected, untilMs] of rows) assert.equal(pushes(facts, untilMs), expected, why);
});
