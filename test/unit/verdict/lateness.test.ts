// What a verdict about time says where the programs, or deadpeer, were kept from running. docs/verdict.md.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { checkExpectations } from "../../../src/verdict/expectations.ts";
import { gradeBy } from "../../../src/verdict/grade.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import {
  type Timed,
  caseOf,
  connects,
  died,
  exits,
  expects,
  judgeOf,
  types,
  usual,
  without,
} from "../one-run.ts";

/** What was spent by then, and for how long each was late, added up. */
const spent = (ms: number, late: { client?: number; server?: number; own?: number }, usedMs = 0): Timed => [
  ms,
  {
    kind: "spent",
    role: "client",
    ms: usedMs,
    waitedMs: late.client ?? 0,
    serverWaitedMs: late.server ?? 0,
    lateMs: late.own ?? 0,
  },
];

const words = ({ noticed, undecided }: Verdict): unknown => ({
  noticed,
  ...(undecided?.["noticed"] && { undecided: { noticed: undecided["noticed"] } }),
});

const UNKNOWN = { noticed: "unknown", undecided: { noticed: "machine-busy" } };

test("late is unknown where the client, or deadpeer, was late by as much as it was too late", () => {
  const left = exits(2300, { exitCode: 1 }); // 298 ms after the limit
  const cases: readonly (readonly [string, readonly Timed[], unknown])[] = [
    ["nothing measured", [left], { noticed: "late" }],
    ["less", [spent(900, {}), left, spent(2400, { client: 150, own: 147 })], { noticed: "late" }],
    ["together", [spent(900, {}), left, spent(2400, { client: 150, own: 148 })], UNKNOWN],
    ["the server", [spent(900, {}), left, spent(2400, { server: 298 })], UNKNOWN],
    [
      "what was before the fault does not count",
      [spent(800, {}), spent(950, { client: 900 }), left, spent(2400, { client: 1000 })],
      { noticed: "late" },
    ],
    [
      "nor what comes after the sign",
      [spent(900, {}), spent(2250, {}), left, spent(2310, {}), spent(2600, { own: 900 })],
      { noticed: "late" },
    ],
    ["it has ended: up to the last look", [spent(900, {}), spent(2250, { client: 400 }), left], UNKNOWN],
    [
      "at once is at once, however late they were",
      [spent(900, {}), exits(1500, { exitCode: 1 }), spent(2400, { client: 900 })],
      { noticed: "at-once" },
    ],
  ];
  for (const [what, facts, expected] of cases)
    assert.deepEqual(words(judgeOf([...died, ...facts])), expected, what);
});

test("never is unknown where the client had next to nothing of a processor", () => {
  const cases: readonly (readonly [string, Timed, string | undefined])[] = [
    ["it slept", spent(2000, { client: 3 }, 10), undefined],
    ["it waited for half the time, and worked nearly as long", spent(2000, { client: 600 }, 500), undefined],
    ["it waited for half the time, and had nothing", spent(2000, { client: 600 }, 10), "machine-busy"],
    ["deadpeer itself was late, and looked all the same", spent(2000, { own: 600 }), undefined],
  ];
  for (const [what, last, expected] of cases) {
    const { noticed, undecided } = judgeOf([...died, spent(1000, {}), spent(1200, {}), last]);
    assert.equal(noticed, expected === undefined ? "never" : "unknown", what);
    assert.equal(undecided?.["noticed"], expected, what);
  }
});

test("whether it spins is unknown where it wanted a processor and did not get one", () => {
  const judged = (late: { client?: number }, usedMs: number): unknown => {
    const facts = [...died, spent(900, {}), spent(1200, {}), spent(2200, late, usedMs)];
    const { spins, undecided } = judgeOf([...facts, exits(2300, { exitCode: 1 })]);
    return undecided?.["spins"] ?? spins;
  };
  assert.equal(judged({}, 200), false);
  assert.equal(judged({ client: 50 }, 200), false);
  assert.equal(judged({ client: 700 }, 200), "machine-busy");
  assert.equal(judged({ client: 700 }, 400), true);
});

test("a false alarm is unknown where the server was kept from answering in time", () => {
  const judged = (atMs: number, late: { server?: number }): Verdict => {
    const facts: readonly Timed[] = [
      spent(900, {}),
      [1000, { kind: "fault", fault: "pause", amount: 300, pid: 7, text: "SIGSTOP" }],
      [1001, { kind: "processes", listeners: [7], rows: [{ pid: 7, parent: 1, state: "T", name: "s" }] }],
      [1010, { kind: "typed", text: "another" }],
      [1300, { kind: "recovered", text: "SIGCONT" }],
      [1301, { kind: "processes", listeners: [7], rows: [{ pid: 7, parent: 1, state: "S", name: "s" }] }],
      exits(atMs, { exitCode: 1 }),
      spent(1700, late),
      expects(1800, false),
    ];
    const seen = caseOf(facts, { fault: "pause" });
    return judgeClient(seen, { endings: ["silence"], lives: true, process: "paused" });
  };
  assert.equal(judged(1250, { server: 500 }).patience, "false-alarm", "while it lasted");
  assert.equal(judged(1500, { server: 100 }).patience, "false-alarm", "long after it was over");
  const { patience, undecided } = judged(1400, { server: 100 });
  assert.equal(patience, "unknown");
  assert.equal(undecided?.["patience"], "machine-busy");
});

test("a number that the machine may have changed meets an expectation only if it does either way", () => {
  const attempts = [1010, 1110, 1210, 1310].map((ms) => connects(ms));
  const verdict = judgeOf([...died, spent(900, {}), ...attempts, spent(1800, { client: 500 })]);
  assert.equal(verdict.attempts, 4);
  assert.deepEqual(verdict.lateness?.attempts, [2, 8]);
  const outcomes = checkExpectations("attempts<=8,attempts>=2,attempts<=7,attempts>4,attempts>8", verdict);
  assert.deepEqual(
    outcomes.map(({ outcome }) => outcome),
    ["pass", "pass", "unknown", "unknown", "fail"],
  );
  const { missing } = gradeBy(verdict, outcomes.slice(2, 3), { observers: [] });
  assert.match(missing ?? "", /attempts<=7 holds is unknown: the machine was so busy/);
  const late = judgeOf([...died, spent(900, {}), exits(1502, { exitCode: 1 }), spent(1800, { own: 100 })]);
  assert.deepEqual(
    checkExpectations("after<=500,after<=400,after<=399", late).map(({ outcome }) => outcome),
    ["pass", "unknown", "fail"],
  );
});

test("the lateness is in the verdict, from the fault to the notice", () => {
  const facts = [spent(900, { client: 1 }), exits(1500, { exitCode: 1 }), spent(1600, { client: 6, own: 2 })];
  assert.deepEqual(judgeOf([...died, ...facts, types(1700), spent(1900, { own: 50 })]).lateness, {
    clientMs: 5,
    serverMs: 0,
    ownMs: 2,
  });
  assert.equal(judgeOf([...died, exits(1500, { exitCode: 1 })]).lateness, undefined);
  const before = [spent(800, {}), spent(950, { client: 900 }), exits(1500, { exitCode: 1 })];
  const late = [...died, ...before, spent(2400, { client: 1000 })];
  assert.equal(judgeOf(late).lateness?.clientMs, 100, "not what it waited before");
  const unseen = judgeOf([...late, connects(1510)], usual(), without("segments"));
  assert.equal(unseen.lateness?.attempts, undefined, "nobody knows how often it tried");
});
