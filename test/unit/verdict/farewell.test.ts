// What counts as a sign only sometimes: a farewell, being woken, a line; and what was asked.
// docs/verdict.md, "Signs".

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import { findReactions } from "../../../src/verdict/notice/habits.ts";
import { createAsked, quietSince } from "../../../src/verdict/ledger/usual-times.ts";
import { OWN } from "../../../src/verdict/asks/loss.ts";
import { evidenceOf, observations } from "../made-up.ts";
import {
  CRASH,
  KILL,
  type Timed,
  acks,
  caseOf,
  checkSigns,
  closes,
  died,
  exits,
  fin,
  habit,
  pipe,
  prints,
  sends,
  serves,
  sleeps,
  socket,
  types,
  usual,
  wasReset,
  left,
} from "../one-run.ts";

test("a farewell is what it sends right after the FIN, with nothing said to it; what else it sends is no sign", () => {
  checkSigns([
    ["right after the FIN", [...died, sends(1003)], "1003 farewell"],
    ["with the FIN", [...died, sends(1002)], "1002 farewell"],
    ["later", [...died, sends(1100)], ""],
    ["after an RST", [...wasReset, sends(1003)], ""],
    ["in a silence", [CRASH, sends(1003)], ""],
    ["it was asked", [...died, types(1002.5), sends(1003)], ""],
    ["after the server's last words, before the FIN", [KILL, serves(1001.2), sends(1001.5), fin(1002)], ""],
  ]);
});

test("being woken counts with nothing said to it, and never where a control shows it as well", () => {
  const turns = [sleeps(900, "poll", socket), ...died, sleeps(1100, "nanosleep")];
  const wakesAt = usual(habit("woken", "no longer waiting for its connection", 4000));
  checkSigns([
    ["nothing was said", turns, "1100 woken"],
    ["something was", [...turns, types(1050)], ""],
    ["a habit", turns, "", wakesAt],
    [
      "it sleeps on it again: a garbage collector's threads were waited for",
      [...turns, sleeps(1110, "poll", socket)],
      "",
    ],
    [
      "and turns away once more",
      [...turns, sleeps(1110, "poll", socket), sleeps(1120, "nanosleep")],
      "1120 woken",
    ],
  ]);
});

test("without a control, or with one that got further, nothing is made of how it sleeps, nor of what it sends", () => {
  const facts = [
    sleeps(900, "poll", socket),
    ...died,
    sends(1003),
    sleeps(1100, "nanosleep"),
    exits(1200, { exitCode: 0 }),
  ];
  assert.equal(left(facts), "1200 exit");
  const further = {
    ...usual(habit("exit", "its end (exit code 0)", 5000)),
    said: [{ text: OWN, fate: "answered" }] as const,
    received: 5000,
  };
  assert.equal(left(facts, further), "1200 exit", "that it ends is not its habit then");
  assert.equal(left(facts, { ...further, received: 13 }), "1003 farewell, 1100 woken, 1200 exit?");
});

test("a line is a sign as long as it is news; asked from the first thing said on; perhaps chance", () => {
  const lost = { ...usual(), lines: ["connection lost"], times: [1] };
  const waiting = [sleeps(900, "poll", socket), CRASH, prints(1100, "waiting for response\n")];
  checkSigns([
    ["in the order of time", [...died, closes(1100), prints(1050, "gone\n")], "1050 printed, 1100 segment"],
    ["asked", [...died, types(1100), prints(1200, "gone\n")], "1200 printed!"],
    ["just then", [...died, types(1200), prints(1200, "gone\n")], "1200 printed"],
    ["in another order", [...died, prints(1200, "lost connection\n")], "1200 printed?", lost],
    ["it waits, and says so", waiting, ""],
    ["it says so, and does not wait", [...waiting, sleeps(1200, "read", pipe)], "1100 printed, 1200 woken"],
  ]);
  assert.equal(left(waiting), "1100 printed", "there is no control to hold it against");
  const [sign] = findReactions(caseOf([...died, prints(1050, "gone\n")]), 1002e6, usual());
  assert.deepEqual(sign, { kind: "printed", atNs: 1050e6, what: "what it printed", isAsked: false });
});

test("a client's timers run from its last segment up to the fault", () => {
  const quiet = (...facts: readonly Timed[]): number => quietSince(caseOf(facts)) / 1e6;
  assert.equal(quiet(acks(900), KILL, acks(1100)), 900);
  assert.equal(quiet(acks(1000), KILL), 1000);
  assert.equal(quiet(KILL), 4);
  assert.equal(quiet(), 0);
  assert.equal(quietSince(layOut(evidenceOf(observations(KILL)))), 1000e6);
});

test("asked is what comes within 100 ms of its beginning, or of what was said to it", () => {
  const askedNs = createAsked(caseOf([types(500), types(550), KILL]));
  const cases: readonly (readonly [number, number | undefined])[] = [
    [0, undefined],
    [1, 1],
    [102, 2],
    [103, undefined],
    [499, undefined],
    [500, 500],
    [550, 550],
    [650, 550],
    [651, undefined],
  ];
  for (const [ms, expected] of cases) {
    const ns = askedNs(ms * 1e6);
    assert.equal(ns === undefined ? undefined : Math.floor(ns / 1e6), expected, `${ms}`);
  }
  const nothing = createAsked(
    layOut(evidenceOf(observations([1, { kind: "step", step: "x", text: "" } as unknown as Fact]))),
  );
  assert.deepEqual([nothing(0), nothing(100e6), nothing(101e6)], [0, 0, undefined]);
});
