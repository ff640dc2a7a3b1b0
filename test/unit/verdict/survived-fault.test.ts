// A server that lives: what must be seen of its fault, how long that lasted, and whether the client bore it.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fact } from "../../../src/timeline/observation.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { FaultEvidence } from "../../../src/timeline/fault-evidence.ts";
import type { SaidEntry, Verdict } from "../../../src/timeline/verdict-record.ts";
import { lasted, missingOfLife, withoutReplies } from "../../../src/verdict/proof/survived-fault.ts";
import { judgePatience } from "../../../src/verdict/notice/patience.ts";
import { segment } from "../made-up.ts";
import {
  type Timed,
  acks,
  caseOf,
  closes,
  connects,
  exits,
  fault,
  fin,
  habit,
  holds,
  lostOnTheWay,
  prints,
  rst,
  sends,
  usual,
  without,
} from "../one-run.ts";

const PAUSE: Timed = [1000, { ...fault("pause")[1], amount: 500 } as Fact];
const looks = (ms: number, ...states: readonly (readonly [pid: number, state: string])[]): Timed => [
  ms,
  {
    kind: "processes",
    rows: states.map(([pid, state]) => ({ pid, parent: 1, state, name: "s" })),
    listeners: [],
  },
];
const wire = (ms: number, operation: "cut" | "restore"): Timed => [ms, { kind: "wire", operation, text: "" }];
const lives: FaultEvidence = { endings: ["silence"], lives: true };
const paused: FaultEvidence = { ...lives, process: "paused" };

test("how long it lasted is what was seen of it, from the fault on", () => {
  const ms = (expected: FaultEvidence, ...facts: readonly Timed[]): number | undefined => {
    const ns = lasted(caseOf(facts), expected);
    return ns && ns / 1e6;
  };
  const outage: FaultEvidence = { ...lives, wire: ["cut", "restore"] };
  assert.equal(ms(outage, PAUSE, wire(1010, "cut"), wire(1500, "restore"), wire(1600, "restore")), 490);
  assert.equal(
    ms(outage, wire(900, "cut"), PAUSE, wire(1005, "restore"), wire(1010, "cut"), wire(1500, "restore")),
    490,
  );
  assert.equal(ms(outage, PAUSE, wire(1010, "cut")), undefined);
  const [three, twice] = [["cut", "hold", "restore"] as const, ["cut", "cut"] as const];
  const hold: Timed = [1200, { kind: "wire", operation: "hold", text: "" }];
  assert.equal(ms({ ...lives, wire: three }, PAUSE, wire(1010, "cut"), hold, wire(1500, "restore")), 490);
  assert.equal(ms({ ...lives, wire: twice }, PAUSE, wire(1010, "cut"), wire(1500, "cut")), 490);
  assert.equal(ms(outage, PAUSE, wire(1010, "restore")), undefined);
  assert.equal(
    ms(
      paused,
      PAUSE,
      looks(1012, [7, "T"]),
      looks(1300, [7, "T"]),
      looks(1530, [7, "S"]),
      looks(1600, [7, "S"]),
    ),
    518,
  );
  assert.equal(
    ms(
      paused,
      PAUSE,
      looks(1005, [7, "S"]),
      looks(1012, [6, "S"], [7, "T"]),
      looks(1100, [6, "S"], [7, "T"]),
      looks(1530, [6, "T"]),
    ),
    518,
    "it is gone",
  );
  assert.equal(ms(paused, looks(900, [7, "T"]), PAUSE, looks(1530, [7, "S"])), undefined);
  assert.equal(ms(paused, PAUSE, looks(1012, [7, "T"])), undefined);
  assert.equal(
    ms({ ...lives, process: "stopped" }, PAUSE, looks(1012, [7, "T"]), looks(1530, [7, "S"])),
    undefined,
  );
  assert.equal(ms(paused, looks(1012, [7, "T"]), looks(1530, [7, "S"])), undefined, "there was no fault");
});

const closesToo: ControlRecord = { ...usual(), serverEndsFirst: true };

test("it must be seen to go on, and not to close by itself: only as the client does, or as in the control", () => {
  const lacks = (facts: readonly Timed[], expected = lives, control = usual()): string | undefined =>
    missingOfLife(caseOf(facts, { control }), expected);
  const itself = "the server closed the connection by itself";
  assert.equal(lacks([PAUSE], paused), "process 7 was not seen to go on");
  assert.equal(lacks([PAUSE, looks(1012, [7, "T"]), looks(1530, [7, "S"])], paused), undefined);
  assert.equal(
    lacks([PAUSE], { endings: ["silence"], process: "paused" }),
    undefined,
    "one from which it dies",
  );
  for (const end of [fin(1100), [1100, segment("< R. 14:14(0) ack 14")] as Timed])
    assert.equal(lacks([PAUSE, end]), itself);
  assert.equal(lacks([PAUSE, closes(1100), fin(1101)]), undefined, "it answers the client's");
  assert.equal(lacks([PAUSE, closes(1100), fin(1100)]), itself, "not yet");
  assert.equal(lacks([PAUSE, acks(1050), sends(1060), fin(1100), closes(1101)]), itself);
  assert.equal(lacks([fin(900), PAUSE]), undefined, "that was before");
  assert.equal(lacks([fin(900), PAUSE, rst(1100)]), itself, "its own FIN is not the client's");
  assert.equal(lacks([PAUSE, lostOnTheWay(fin(1100))]), undefined, "it never came");
  assert.equal(lacks([PAUSE, fin(1100)], lives, closesToo), undefined);
  assert.equal(
    lacks([PAUSE, fin(1100)], lives, { ...usual(), more: [closesToo] }),
    undefined,
    "one of several",
  );
  for (const kind of ["exit", "segment"])
    assert.equal(
      lacks([PAUSE, fin(1100)], lives, usual(habit(kind, "", 500))),
      itself,
      `the client's ${kind}`,
    );
});

const bytes = (ms: number, from: number, length: number): Timed => [
  ms,
  segment(`< P. ${from}:${from + length}(${length}) ack 14`, "x"),
];
const SLOW: Timed = [1000, { ...fault("slow")[1], amount: 500 } as Fact];

test("it was slow: no answer came faster than twice the speed, and one was longer than a segment", () => {
  const lacks = (facts: readonly Timed[], control = usual()): string | undefined =>
    missingOfLife(caseOf(facts, { control }), { ...lives, slow: true });
  const short = "no answer was longer than one segment, so nothing was slow: ask for more than 244 bytes";
  assert.equal(
    lacks([SLOW, bytes(1100, 14, 200), bytes(1200, 214, 100)]),
    undefined,
    "1000 bytes per second",
  );
  assert.equal(
    lacks([SLOW, bytes(1100, 14, 200), bytes(1200, 214, 101)]),
    "1010 bytes per second came, and not 500",
  );
  assert.equal(lacks([SLOW, bytes(1100, 14, 200), bytes(1200, 214, 50), bytes(1300, 264, 60)]), undefined);
  assert.match(
    lacks([SLOW, bytes(1100, 14, 9), bytes(1100, 23, 9)]) ?? "",
    /bytes per second came/,
    "all at once",
  );
  assert.equal(lacks([SLOW, bytes(1100, 14, 200)]), short);
  const cutShort = { ...usual(), received: 5000 };
  assert.match(lacks([SLOW, bytes(1100, 14, 200), bytes(1200, 214, 101)], cutShort) ?? "", /^1010 bytes/);
  assert.equal(lacks([SLOW]), short);
  assert.equal(lacks([bytes(900, 14, 200), SLOW, bytes(1100, 214, 100)]), short, "the first came before");
  assert.equal(lacks([SLOW, bytes(1100, 14, 200), sends(1150), bytes(1200, 214, 100)]), short, "two answers");
  assert.equal(lacks([SLOW, bytes(1100, 14, 200), acks(1150), bytes(1200, 214, 100)]), undefined);
  const quick = [bytes(1500, 500, 10), bytes(1510, 510, 200)];
  assert.match(
    lacks([SLOW, bytes(1100, 14, 200), bytes(1200, 214, 10), sends(1300), ...quick]) ?? "",
    /^20000 bytes/,
    "the fastest",
  );
  assert.equal(
    lacks([SLOW, bytes(1100, 14, 200)], { ...usual(), received: 214 }),
    undefined,
    "the client did not wait for more",
  );
  assert.equal(lacks([SLOW, bytes(1100, 14, 200)], { ...usual(), received: 213 }), short);
});

test("an end that answers the client's is no ending of the server's", () => {
  const ending = (facts: readonly Timed[], expected: FaultEvidence, control = usual()): number | undefined =>
    withoutReplies(caseOf(facts, { control }), expected).ending?.atNs;
  assert.equal(ending([PAUSE, closes(1100), fin(1101)], lives), undefined);
  assert.equal(ending([PAUSE, fin(1101)], lives), 1101e6);
  assert.equal(ending([PAUSE, fin(1101)], lives, closesToo), undefined);
  assert.equal(ending([PAUSE, fin(1101)], lives, usual(habit("exit", "", 500))), 1101e6);
  assert.equal(ending([PAUSE, closes(1100), fin(1101)], { endings: ["fin"] }), 1101e6);
  assert.equal(ending([PAUSE], lives), undefined);
  const { evidence, ...section } = caseOf([PAUSE, fin(1101)]);
  const { control: _, ...alone } = evidence;
  assert.equal(withoutReplies({ ...section, evidence: alone }, lives).ending?.atNs, 1101e6);
});

const entry = (sent?: number): SaidEntry => ({
  text: "x",
  atNs: 0,
  fate: "shown",
  because: [],
  ...(sent !== undefined && { sent }),
});

test("it bears it, loses what was said, or raises a false alarm: gives up on a server that lived", () => {
  type Known = Parameters<typeof judgePatience>[2];
  const word = (
    facts: readonly Timed[],
    known: Partial<Known> = {},
    control?: ControlRecord,
    off: readonly string[] = [],
  ): string => {
    const seen = caseOf([PAUSE, ...facts], { ...(control && { control }), ...without(...off) });
    const { patience, undecided } = judgePatience(seen, lives, {
      lost: 0,
      told: "",
      missing: undefined,
      ...known,
    });
    return [patience, undecided?.["patience"]].filter(Boolean).join(": ");
  };
  const ledger = (...said: readonly SaidEntry[]): NonNullable<Verdict["ledger"]> => ({ said, bytes: [] });
  const { lost: _, ...unasked } = { lost: 0, told: "", missing: undefined };
  assert.equal(word([]), "bears");
  assert.equal(word([closes(1100)]), "false-alarm");
  assert.equal(word([holds(900, [])]), "bears", "that was before");
  assert.equal(word([prints(1100, "slow\n")], { ledger: ledger(entry(2)) }), "bears");
  assert.equal(word([exits(1100, { exitCode: 1 })]), "false-alarm");
  assert.equal(word([connects(1100)]), "bears", "a pool may open one more");
  assert.equal(
    word([connects(1100)], { ledger: ledger(entry(1), entry(2)) }),
    "false-alarm",
    "what was said went over it again",
  );
  assert.equal(word([connects(1100)], { ledger: ledger(entry(1), entry()) }), "bears");
  assert.equal(word([prints(1100, "slow\n")]), "bears");
  assert.equal(word([], { lost: 1 }), "loses");
  assert.equal(word([], { lost: 1, told: "gone" }), "false-alarm");
  assert.equal(word([], { told: "slow" }), "bears");
  const perhaps = usual(habit("segment", "its own FIN", 5000));
  assert.equal(word([closes(1200)], {}, perhaps), "unknown: chance");
  assert.equal(word([closes(1200)], { lost: 1 }, perhaps), "loses");
  assert.equal(word([closes(1200), exits(1300, { exitCode: 0 })], {}, perhaps), "false-alarm");
  assert.equal(word([], {}, undefined, ["output"]), "unknown: not-observed");
  assert.equal(word([], { missing: "no FIN" }), "unknown");
  const seen = caseOf([PAUSE]);
  assert.deepEqual(judgePatience(seen, lives, unasked), {
    patience: "unknown",
    undecided: { patience: "not-asked" },
  });
  assert.deepEqual(judgePatience(seen, lives, { ...unasked, lost: 0 }), { patience: "bears" });
  assert.deepEqual(judgePatience(seen, { endings: ["fin"] }, unasked), {}, "from which the server dies");
  const over = caseOf([PAUSE, looks(1012, [7, "T"]), looks(1530, [7, "S"])]);
  assert.equal(judgePatience(over, paused, { ...unasked, lost: 0 }).lastedNs, 518e6);
});
