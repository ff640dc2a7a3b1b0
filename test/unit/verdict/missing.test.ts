// What the server lacks, as a command of the user's says it: that decides what was lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { MissingFact } from "../../../src/timeline/talk-facts.ts";
import { divideByDeath } from "../../../src/timeline/deaths.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { controlLedger } from "../../../src/verdict/ledger/control-ledger.ts";
import { countLostAndDuplicated } from "../../../src/verdict/ledger/losses.ts";
import { missingIn, missingInWords, settleMissing } from "../../../src/verdict/asks/missing.ts";
import { HAS_ALL, LACKS_SOME } from "../../../src/verdict/asks/why-unsure.ts";
import { numbered } from "../made-up.ts";
import { saidEntry } from "../ledger-runs.ts";
import {
  NO_CONTROL,
  OTHER,
  START,
  type Timed,
  answers,
  asks,
  caseOf,
  connects,
  died,
  exits,
  fault,
  habit,
  judgeOf,
  onOther,
  types,
  usual,
} from "../one-run.ts";

const missing = (ms: number, count?: number, phase: MissingFact["phase"] = "after"): Timed => [
  ms,
  {
    kind: "missing",
    phase,
    command: "gaps store",
    text: String(count ?? "?"),
    ...(count !== undefined && { count }),
  },
];
const whole: ControlRecord = { ...usual(), lacking: 0 };
const OWN = { isOwn: true } as const;

function lacks(
  facts: readonly Timed[],
  control: ControlRecord = whole,
  said: readonly SaidEntry[] = [],
): unknown {
  return missingIn(caseOf([START, ...facts], { control }), { said, bytes: [] });
}

test("what is missing is what the command says at the end, less what was missing before this death", () => {
  assert.equal(lacks(died), undefined, "nobody asked");
  assert.equal(lacks([missing(900, 2, "before"), ...died]), undefined, "only after the death before");
  assert.equal(lacks([...died, missing(2000, 3)]), 3);
  assert.equal(lacks([...died, missing(1500, 1), missing(2000, 3)]), 3, "the last one counts");
  assert.equal(lacks([missing(900, 2, "before"), ...died, missing(2000, 3)]), 1);
  assert.equal(lacks([missing(900, 2, "before"), ...died, missing(2000, 1)]), 0, "it came late");
  assert.equal(lacks([...died, missing(2000, 3)], NO_CONTROL), 3, "there was nothing to try it with");
});

test("a command that finds something missing in a control as well, or prints no number, says nothing", () => {
  const anyway = { unknown: "missing-anyway" };
  const facts = [...died, missing(2000, 0)];
  assert.deepEqual(lacks(facts, { ...whole, lacking: 1 }), anyway);
  assert.deepEqual(lacks(facts, { ...whole, more: [{ ...whole, lacking: 2 }] }), anyway);
  assert.deepEqual(lacks(facts, usual()), { unknown: "not-counted" }, "there it printed none");
  assert.deepEqual(lacks([...died, missing(2000)]), { unknown: "not-counted" });
  const cut = (role: "server" | "client"): Timed => [1500, { kind: "output-cut", role, kept: 9 }];
  assert.deepEqual(lacks([...died, cut("server"), missing(2000, 1)]), { unknown: "not-observed" });
  assert.equal(lacks([...died, cut("client"), missing(2000, 1)]), 1);
  const never = saidEntry("swallowed", { isLost: true });
  assert.equal(lacks(facts, whole, [never]), 1, "that was lost, whatever the command has looked at");
  assert.equal(lacks([...died, missing(2000, 1)], whole, [never]), 1);
  assert.equal(lacks([...died, missing(2000, 3)], whole, [never, never]), 3);
});

test("of a client that ends by itself without the fault, and is at work still, nothing is missing yet", () => {
  const ends: ControlRecord = { ...whole, signs: [habit("exit", "its end (exit code 0)", 500)] };
  const again = [1100, 1200, 1300].flatMap((ms, i) => [
    onOther(asks(ms, "more", 14 + 4 * i)),
    onOther(answers(ms + 1, "done", 18 + 4 * i, 14 + 4 * i)),
  ]);
  const works = (...facts: readonly Timed[]): unknown =>
    lacks([...died, connects(1050, OTHER), ...facts], ends);
  assert.deepEqual(works(...again, missing(1400, 3)), { unknown: "too-short" });
  assert.equal(works(...again, missing(1400, 0)), 0, "all is there");
  assert.equal(works(...again, exits(1350, { exitCode: 0 }), missing(1400, 3)), 3, "it has ended");
  assert.equal(works(...again, missing(2400, 3)), 3, "it was served no more");
  assert.deepEqual(
    lacks([...died, connects(1300), missing(1400, 3)], ends),
    { unknown: "too-short" },
    "it tries",
  );
  assert.equal(lacks([...died, missing(1400, 3)], ends), 3, "it has not come back");
  assert.equal(lacks([...died, connects(1050, OTHER), ...again, missing(1400, 3)]), 3, "it never ends");
});

test("it decides what nobody can see, and not what certainly was lost; the rows say so", () => {
  const lostOf = (facts: readonly Timed[], ...said: readonly SaidEntry[]): object =>
    countLostAndDuplicated(caseOf([START, ...facts], { control: whole }), { said, bytes: [] });
  const unknown = saidEntry("unknown", { ...OWN, why: "nobody can read it" });
  const cut = saidEntry("cut", { ...OWN, isLost: true });
  assert.deepEqual(lostOf([...died, missing(2000, 2)], unknown), { lost: 2 });
  assert.deepEqual(lostOf([...died, missing(2000, 0)], unknown), { lost: 0 });
  assert.deepEqual(lostOf([...died, missing(2000, 0)], cut), { lost: 1 });
  assert.deepEqual(lostOf([...died, missing(2000)], cut), {}, "it was asked, and said nothing");
  const rows = (count: number, entry: SaidEntry): SaidEntry | undefined =>
    settleMissing(caseOf([START, ...died, missing(2000, count)], { control: whole }), {
      said: [entry],
      bytes: [],
    }).said[0];
  assert.deepEqual(rows(0, unknown), { ...unknown, why: HAS_ALL, isLost: false });
  assert.equal(rows(0, cut), cut);
  const shown = saidEntry("shown", { isLost: false });
  assert.equal(rows(0, shown), shown);
  assert.deepEqual(rows(1, unknown), { ...unknown, why: LACKS_SOME });
});

test("the verdict says so in a sentence, or why nobody knows", () => {
  const two = judgeOf([START, ...died, missing(2000, 2)], whole);
  assert.equal(two.lost, 2);
  assert.match(two.summary.join(" "), /; 2 things are missing on the server/);
  assert.match(
    judgeOf([START, ...died, missing(2000, 1)], whole).summary.join(" "),
    /; 1 thing is missing on/,
  );
  const unsure = judgeOf([START, ...died, missing(2000, 2)], { ...whole, lacking: 2 });
  assert.equal(unsure.lost, undefined);
  assert.equal(unsure.undecided?.["lost"], "missing-anyway");
  const paused = judgeOf([START, fault("pause"), missing(2000, 2)], whole);
  assert.equal(paused.lost, 2);
  const words = (count: number, lost: number): string | undefined =>
    missingInWords(caseOf([START, ...died, missing(2000, count)], { control: whole }), lost);
  assert.equal(words(2, 2), "2 things are missing on the server");
  assert.equal(words(1, 2), undefined, "one more was lost otherwise, and may be there");
  assert.equal(words(0, 0), undefined);
});

test("a control says how many, and what one death left missing the next has before it", () => {
  assert.equal(controlLedger(caseOf([START, missing(2000, 4)])).lacking, 4);
  assert.equal("lacking" in controlLedger(caseOf([START])), false);
  const story = numbered([
    START,
    ...died,
    missing(2000, 3),
    [2100, { kind: "step", step: "2", text: "again", death: 2 }],
    types(2200),
  ]);
  const [, second = []] = divideByDeath(story, 2);
  const carried = second.filter(({ kind }) => kind === "missing");
  assert.deepEqual(
    carried.map((each) => each.kind === "missing" && [each.phase, each.count]),
    [["before", 3]],
  );
});
