// What a run comes to: pass, fail, or inconclusive with the reason; and how each operator of an expectation compares.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord, Expectation, Meaning } from "../../../src/timeline/record.ts";
import type { SaidEntry, Verdict } from "../../../src/timeline/verdict-record.ts";
import { type UnknownCause, observerNames, unknownCauses } from "../../../src/timeline/words.ts";
import { checkExpectations, parseExpectations } from "../../../src/verdict/expectations.ts";
import { fields } from "../../../src/verdict/fields.ts";
import { gradeBy } from "../../../src/verdict/grade.ts";
import { observations } from "../made-up.ts";
import { type Timed, usual } from "../one-run.ts";

const verdict: Verdict = {
  summary: ["It noticed."],
  grade: "pass",
  ending: { by: "fin", atNs: 12e6 },
  noticed: "at-once",
  afterNs: 100e6,
  reaction: "closes",
  waiting: "running",
  told: "",
  exit: undefined,
  lost: 0,
};

const on = observerNames.map((name) => ({ name, on: true, how: "made up" }));
const outcome = (expected: string, is: Expectation["outcome"]): Expectation => ({
  expected,
  observed: "",
  outcome: is,
});

function graded(
  expectations: readonly Expectation[],
  { of = verdict, off = "", control }: { of?: Verdict; off?: string; control?: ControlRecord } = {},
): Verdict {
  const observers = on.map((each) => (each.name === off ? { ...each, on: false, how: "left out" } : each));
  return gradeBy(of, expectations, { observers, ...(control && { control }) });
}

test("one that fails decides before one that is unknown; one that is unknown, before those that pass", () => {
  const [pass, fail, unknown] = [
    outcome("ending=fin", "pass"),
    outcome("noticed=late", "fail"),
    outcome("lingers=false", "unknown"),
  ];
  assert.deepEqual(graded([]), verdict);
  assert.deepEqual(graded([pass]), verdict);
  assert.deepEqual(graded([pass, unknown, fail]), { ...verdict, grade: "fail" });
  assert.equal(graded([pass, unknown]).grade, "inconclusive");
  const unproven: Verdict = { ...verdict, grade: "inconclusive", missing: "no FIN was seen" };
  assert.deepEqual(graded([fail], { of: unproven }), unproven, "what was not proven is not graded");
});

test("without the control that was wanted nothing is graded that depends on one", () => {
  const control: ControlRecord = { ...usual(), missing: "the control has failed" };
  const grade = (...names: readonly string[]): string =>
    graded(
      names.map((name) => outcome(`${name}=x`, "pass")),
      { control },
    ).grade;
  assert.equal(grade("ending", "exit", "lingers", "waiting", "duplicated", "attempts"), "pass");
  for (const name of ["noticed", "after", "by", "reaction", "told", "lost", "unreported", "spins"])
    assert.equal(grade("ending", name), "inconclusive", name);
  const judged = graded([outcome("noticed=late", "fail")], { control });
  assert.equal(judged.missing, "the control has failed");
  assert.deepEqual(judged.summary, [
    "It noticed.",
    "Inconclusive: the control has failed (`--control none` takes whatever the client does for a reaction).",
  ]);
  assert.equal(graded([outcome("noticed=late", "pass")], { control: usual() }).grade, "pass");
});

test("an expectation that is unknown says why: its own cause, the observer that was off, or what was not asked for", () => {
  const why = (expected: string, other: { of?: Verdict; off?: string } = {}): string => {
    const { grade, missing = "", summary } = graded([outcome(expected, "unknown")], other);
    assert.equal(grade, "inconclusive");
    const remedy = missing.endsWith(unknownCauses["too-short"])
      ? " (`--watch-ms` sets how long; after something was said `--limit-ms`)"
      : "";
    assert.deepEqual(summary, ["It noticed.", `Inconclusive: ${missing}${remedy}.`]);
    const start = `whether ${expected} holds is unknown: `;
    assert.ok(missing.startsWith(start), missing);
    return missing.slice(start.length);
  };
  const undecided: Verdict = { ...verdict, undecided: { noticed: "chance", reaction: "no-status" } };
  for (const expected of ["noticed=late", "after<5", "by=its end"])
    assert.equal(why(expected, { of: undecided }), unknownCauses.chance, expected);
  assert.equal(why("reaction=exits", { of: undecided }), unknownCauses["no-status"]);
  assert.equal(why("told=/x/", { of: undecided }), unknownCauses["not-observed"]);
  const shownBy = {
    segments: ["ending=fin", "attempts<5"],
    sockets: ["lingers=true", "reaction=exits"],
    processes: ["spins=true"],
    waiting: ["waiting=running"],
    output: ["noticed=late", "by=x", "after<5", "told=x", "lost=0", "unreported=0", "duplicated=0"],
  };
  for (const [off, terms] of Object.entries(shownBy))
    for (const expected of terms)
      assert.equal(why(expected, { off }), `${unknownCauses["not-observed"]} (${off}: left out)`, expected);
  const unseen: Verdict = { ...verdict, undecided: { reaction: "not-observed" } };
  assert.match(why("reaction=exits", { of: unseen, off: "sockets" }), / \(sockets: left out\)$/);
  for (const expected of ["lost=0", "unreported=0"])
    assert.equal(why(expected, { off: "sockets" }), unknownCauses["not-asked"], expected);
  assert.match(why("duplicated=0", { off: "sockets" }), /nothing shows what the server has \(--count/);
  const withSaid = (entry: Partial<SaidEntry>): Verdict => ({
    ...verdict,
    ledger: { said: [{ atNs: 1, because: [], text: "x", fate: "unknown", ...entry }], bytes: [] },
  });
  assert.equal(why("lost=0", { of: withSaid({}) }), unknownCauses["fate-unknown"]);
  assert.equal(why("lost=0", { of: withSaid({ isEarly: true }) }), unknownCauses["printed-early"]);
  const shown: SaidEntry = { atNs: 0, because: [], text: "w", fate: "shown", isLost: false };
  const second = (entry: Partial<SaidEntry>): Verdict => ({
    ...verdict,
    ledger: { bytes: [], said: [shown, ...(withSaid(entry).ledger?.said ?? [])] },
  });
  assert.equal(why("lost=0", { of: second({ isEarly: true }) }), unknownCauses["printed-early"]);
  assert.equal(why("lost=0", { of: withSaid({ isLost: true }) }), unknownCauses["not-asked"], "it is known");
  assert.equal(why("lost=0", { of: withSaid({ fate: "shown" }) }), unknownCauses["not-asked"]);
  const asked = withSaid({ text: "what it had asked last", fate: "taken" });
  assert.equal(why("unreported=0", { of: asked }), unknownCauses["too-short"]);
  assert.equal(why("spins=true", { of: withSaid({}) }), unknownCauses["too-short"]);
  assert.equal(why("spins=true"), unknownCauses["too-short"]);
  assert.equal(why("attempts<5"), unknownCauses["not-observed"]);
});

const outcomeOf = (term: string, other: Partial<Verdict> = {}): string | undefined =>
  checkExpectations(term, { ...verdict, ...other })[0]?.outcome;

test("each operator compares as it says, up to its limit", () => {
  const holds = "after=100 after!=99 after<101 after<=100 after<=101 after>99 after>=100 after>=99".split(
    " ",
  );
  const fails = "after=99 after!=100 after<100 after<99 after<=99 after>100 after>101 after>=101".split(" ");
  for (const term of holds) assert.equal(outcomeOf(term), "pass", term);
  for (const term of fails) assert.equal(outcomeOf(term), "fail", term);
  assert.equal(outcomeOf("after>=1.25", { afterNs: 1.25e6 }), "pass");
  assert.equal(outcomeOf("after>=1.25", { afterNs: 1.24e6 }), "fail");
  assert.equal(outcomeOf("after<50", { noticed: "on-use", afterUseNs: 20e6 }), "pass", "from its use");
});

test("a client that runs on meets no `exit!=`; other fields may well be `none`", () => {
  assert.equal(outcomeOf("exit!=0"), "fail");
  assert.equal(outcomeOf("exit!=none"), "fail");
  assert.equal(outcomeOf("exit!=0", { exit: { exitCode: 1 } }), "pass");
  assert.equal(outcomeOf("exit=SIGPIPE", { exit: { signal: "SIGPIPE" } }), "pass");
  assert.equal(outcomeOf("exit=0", { exit: {} }), "unknown");
  assert.equal(outcomeOf("reaction!=hangs", { reaction: "none" }), "pass");
});

test("what each field is, and that what is unknown is not a value", () => {
  const observed = (name: keyof typeof fields, other: Partial<Verdict> = {}): string | undefined =>
    fields[name].observe({ ...verdict, ...other });
  assert.equal(observed("ending"), "fin");
  assert.equal(observed("by"), "nothing");
  assert.equal(observed("by", { by: "its end" }), "its end");
  assert.equal(observed("by", { noticed: "unknown" }), undefined);
  assert.equal(observed("after", { noticed: "never" }), "never");
  for (const [name, other] of [
    ["ending", { ending: { by: "unknown" } }],
    ["noticed", { noticed: "unknown" }],
    ["reaction", { reaction: "unknown" }],
    ["waiting", { waiting: "unknown" }],
    ["lingers", {}],
    ["spins", {}],
    ["attempts", {}],
    ["unreported", {}],
  ] as const)
    assert.equal(observed(name, other), undefined, name);
  assert.deepEqual(
    [observed("lingers", { lingers: true }), observed("spins", { spins: false })],
    ["true", "false"],
  );
  assert.deepEqual(checkExpectations("spins=true", verdict), [
    { expected: "spins=true", observed: "unknown", outcome: "unknown" },
  ]);
});

test("what cannot be a term says so, in words that help", () => {
  for (const [term, message] of [
    ["noticed=late,+", "+ is not FIELD=VALUE"],
    ["lost=0,lost=0", "lost=0 is given twice"],
    ["noticed=", "noticed= has no value"],
    ["noticed<late", "noticed<late: noticed is not a number: use = or !="],
    ["told>=x", "told>=x: told is not a number: use = or !="],
    ["told<=x", "told<=x: told is not a number: use = or !="],
    ["noticed=/at/", "noticed=/at/: noticed takes no regular expression; write a|b for several"],
    ["lost=few", "lost is a number, and few is not"],
    ["lost=1|few", "lost is a number, and few is not"],
    ["ending=fine", "ending is never fine: it is one of fin, rst, silence, none"],
    ["exit=1234", "1234 is not an exit: it is an exit code from 0 to 255, a signal's name, or none"],
    ["exit=0255", "0255 is not an exit: it is an exit code from 0 to 255, a signal's name, or none"],
    ["exit=x12", "x12 is not an exit: it is an exit code from 0 to 255, a signal's name, or none"],
    ["exit=12x", "12x is not an exit: it is an exit code from 0 to 255, a signal's name, or none"],
  ] as const)
    assert.throws(() => parseExpectations(term), { name: "SyntaxError", message }, term);
  assert.deepEqual(
    parseExpectations("told= , lost!=0 ,after<5.25,lost=0").map(({ text }) => text),
    ["told=", "lost!=0", "after<5.25", "lost=0"],
  );
  assert.equal(outcomeOf("told="), "pass", "it told nothing");
});

test("why a count shows nothing: which option, how its command ended, and the first line that it printed", () => {
  const why = (
    cause: UnknownCause | undefined,
    facts: readonly Timed[],
    meaning?: Meaning,
  ): string | undefined =>
    gradeBy(
      { ...verdict, ...(cause && { undecided: { belief: cause } }) },
      [outcome("belief!=duplicate", "unknown")],
      {
        observers: on,
        observations: observations(...facts),
        ...(meaning && { meaning }),
      },
    ).missing?.replace("whether belief!=duplicate holds is unknown: ", "");
  const counted = (given: object): Timed => [
    1,
    { kind: "counted", phase: "after", command: "wc -l < x", text: "", ...given },
  ];
  assert.equal(
    why("not-counted", [counted({ text: "5", count: 5 }), counted({ text: "sh: no x\nbye", exitCode: 2 })]),
    "--count printed no number: `wc -l < x` ended with exit code 2, and printed `sh: no x`",
  );
  assert.equal(
    why("not-counted", [counted({ signal: "SIGTERM" })]),
    "--count printed no number: `wc -l < x` ended with SIGTERM, and printed nothing",
  );
  assert.equal(
    why("not-counted", [counted({})]),
    "--count printed no number: `wc -l < x` was not seen to end, and printed nothing",
  );
  assert.equal(why("not-counted", [counted({ count: 5 })]), "--count printed no number in the control");
  assert.equal(
    why("not-counted", [], { doneWhen: { text: "stored" } }),
    "--done-when stored was never printed, in this run or in the control",
  );
  assert.match(
    why("not-one-each", [counted({ count: 5 }), counted({ count: 5 })]) ?? "",
    /one for each.* \(--count printed 5, then 5\)$/,
  );
  assert.match(why("not-asked", []) ?? "", /--count or --done-when/);
  assert.match(why(undefined, []) ?? "", /--count or --done-when/, "a silent retry, and nothing was counted");
  assert.match(why(undefined, [counted({ count: 5 })]) ?? "", /--count printed 5/);
  assert.match(why(undefined, [counted({})]) ?? "", /--count printed no number/);
  assert.equal(why("says-both", []), unknownCauses["says-both"]);
});
