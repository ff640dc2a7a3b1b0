// What a client that works on asks of a kind, again and again: whether it asks that no more, and whether it may have left
// some out where no two are the same.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord, ControlSign } from "../../../src/timeline/record.ts";
import { numberIn } from "../../../src/verdict/asks/asked-words.ts";
import { lacksKind, mayHaveSkipped } from "../../../src/verdict/asks/of-a-kind.ts";
import { type Exchange, controlOf, exchanges } from "../exchanges.ts";
import { framed, judged } from "../lacking.ts";
import { type Timed, onPort } from "../one-run.ts";
import { BEATS, type Row, TLS, anew, control, polls, run, sends, stores } from "../works-on.ts";

const times = <T>(count: number, each: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => each(i));
const four = times(4, (i) => stores(`reading ${i}`));

// Whether it asks no more of a kind.

const before = exchanges(500, stores("reading 9"), polls);
const POLLS = anew(1101, polls);
const both = control([...four, polls]);
const kinds: readonly Row[] = [
  ["three more were due, and it polls on", run(before, POLLS), true],
  ["two were due", run(before, POLLS), false, [control([...four.slice(1), polls])]],
  ["three would have been due, had it been watched as long", run(before, POLLS, 1499), false],
  [
    "twice as many in twice the time",
    run(before, POLLS),
    true,
    [control([...four, ...four, polls], [], 2000)],
  ],
  ["seven in twice the time", run(before, POLLS), false, [control([...four, ...four.slice(1)], [], 2000)]],
  ["it was watched for longer than the control", run(before, POLLS, 9000), false, [control(four.slice(1))]],
  ["it asks nothing since", run(before, []), false],
  ["it asked as the end came", run(before, exchanges(1002, polls).slice(0, 1)), false],
  ["it stores again", run(before, anew(1101, polls, stores("x"))), false],
  [
    "it stores again, and more are due",
    run(before, anew(1101, polls, stores("x"))),
    false,
    [control([...four, ...four])],
  ],
  ["it asks since what cannot be read", run(before, anew(1101, polls, framed("STORE"))), false],
  ["it asks since under TLS alone", run(before, anew(1101, TLS)), false],
  ["it polls, and TLS hides another thing", run([...before], [...POLLS, ...tlsOn(50_001)]), true],
  ["what is lacking cannot be read", run(before, POLLS), false, [control(times(4, (i) => framed(`A${i}`)))]],
  ["two of it were asked before", run([...before, ...again(2)], POLLS), false],
  ["its server greets", run(before, anew(1101, ["", "220 hello\r\n"], polls)), true],
  [
    "what it asks has a body that cannot be read",
    run(before, anew(1101, [polls[0], ""], ["\u0000", ""])),
    true,
  ],
  ["nobody answers", run(before, anew(1101, [polls[0], ""])), true],
  ["the control stores nothing", run(before, POLLS), false, [control([polls])]],
  ["so does another control", run(before, POLLS), true, [both, both]],
  ["another control stores nothing", run(before, POLLS), false, [both, control([polls])]],
  ["another control stores less", run(before, POLLS), false, [both, control([...four.slice(1), polls])]],
  ["another control was watched for longer", run(before, POLLS), false, [both, control(four, [], 1001)]],
  ["it is not known for how long the control was", run(before, POLLS), false, [controlOf(...four, polls)]],
  ["there is no control", run(before, POLLS), false, []],
];

/** A connection of its own, since its server's end. */
function tlsOn(port: number): readonly Timed[] {
  return exchanges(1200, TLS).map((each) => onPort(port, each));
}

/** On one of its own before. */
function again(count: number): readonly Timed[] {
  return exchanges(700, ...times(count - 1, (i) => stores(`more ${i}`))).map((each) => onPort(50_002, each));
}

for (const [why, facts, isSo, controls = [both]] of kinds)
  test(`${why}: ${isSo ? "of a kind it asks no more" : "nothing is seen"}`, () => {
    assert.equal(lacksKind(...judged(facts, controls)), isSo);
  });

// Whether it may have left some out.

const beside = (all: readonly Exchange[] = four, signs = BEATS, watchedMs = 1000): ControlRecord =>
  control(all, signs, watchedMs);
/** Sent at 500 and at 502 ms. */
const two = exchanges(500, stores("item 1"), stores("item 2"));
const greeted = [stores("item 1"), stores("item 2")];
const third = (ms: number, what = "item 3"): readonly Timed[] => anew(ms, stores(what));
const late = third(1103);
const unanswered = exchanges(500, stores("item 1"), [stores("item 2")[0], ""]);
const onThird = (ms: number, what = polls): readonly Timed[] =>
  exchanges(ms, what).map((each) => onPort(50_001, each));
const clock = (...seconds: readonly number[]): Exchange[] =>
  seconds.map((second) => [`12:00:${10 + second} stored\r\n`, "+OK\r\n"]);
const word = (...all: readonly string[]): Exchange[] => all.map((each) => [`${each}\r\n`, "+OK\r\n"]);
/** Each in a segment of its own, behind a head that is always the same. */
const letters = (...all: readonly number[]): Exchange[] =>
  all.flatMap((i): Exchange[] => [
    ["STORE\r\n", ""],
    [`item ${i}\r\n`, "+OK\r\n"],
  ]);
const NAMES = ["alpha", "bravo", "charly", "delta"];
/** Of eleven pauses the tenth, by length. */
const UNEVEN = [0, 100, 200, 300, 400, 5400, 5500, 5600, 5700, 5800, 5900, 6300];

/** Its control, and what it asks behind what that has come to. */
const items = (...all: readonly number[]): Exchange[] => all.map((i) => stores(`item ${i}`));
const toFour = beside(items(1, 2, 3, 4));
const [nine, next] = [items(4, 6, 7, 8, 9, 10, 11, 12, 13), third(1117, "item 14")];
const flushed: Exchange = [
  items(3, 4, 9)
    .map(([asked]) => asked)
    .join(""),
  "+OK\r\n",
];

const skips: readonly Row[] = [
  [
    "what comes next is left out, and what no control has come to is asked",
    run(two, third(1103, "item 9")),
    true,
    [toFour],
  ],
  ["so in two controls", run(two, third(1103, "item 9")), true, [toFour, toFour]],
  ["what comes next is asked", run(two, late), false, [toFour]],
  ["what comes next is asked with more", run(two, anew(1103, flushed)), false, [toFour]],
  ["what comes next is asked later", run(two, anew(1103, ...items(9, 3))), false, [toFour]],
  [
    "what comes next is asked, and not answered yet",
    run(two, anew(1103, ...items(9), [items(3)[0]?.[0] ?? "", ""])),
    false,
    [toFour],
  ],
  ["it does not rest longer than usual", run(two, third(1102, "item 9")), false, [toFour]],
  ["no control has come further", run(two, third(1103, "item 9")), false, [beside(items(1, 2))]],
  ["one control has come no further", run(two, third(1103, "item 9")), false, [toFour, beside(items(1, 2))]],
  ["three of four, and more than 600 ms from one to the next", run(two, late), true],
  ["600 ms", run(two, third(1102)), false],
  ["as many as in the control may be later ones", run(two, late), true, [beside(four.slice(1))]],
  ["so where it was watched for longer", run(two, late, 9000), true, [beside(four.slice(1))]],
  ["two are no rate", run(exchanges(500, polls), late), false, [beside([polls, ...four.slice(2)])]],
  ["three are", run(exchanges(500, polls), late), true, [beside([polls, ...four.slice(1)])]],
  ["two of the control's are the same", run(two, late), false, [beside([...four, ...four.slice(3)])]],
  ["one of them was asked here", run(two, third(1103, "reading 3")), false],
  ["one of ten was asked here", run(exchanges(500, ...nine), next), true, [toFour]],
  ["one of nine", run(exchanges(500, ...nine.slice(0, 8)), next), false, [toFour]],
  ["one of them was asked before", run(exchanges(500, ...four.slice(0, 2)), late), false],
  [
    "they cannot be read",
    run(exchanges(500, framed("a"), framed("b")), anew(1103, framed("c"))),
    false,
    [beside(times(4, (i) => framed(`A${i}`)))],
  ],
  [
    "words tell them apart, and their kind is one",
    run(wordsAt(500, 0, 1), anew(1103, ...named("india"))),
    true,
    [beside(named(...NAMES))],
  ],
  [
    "lines that begin with a time have a shape",
    run(exchanges(500, ...clock(1, 2)), anew(1103, ...clock(3))),
    true,
    [beside(clock(5, 6, 7, 8))],
  ],
  [
    "neither a kind nor a shape",
    run(exchanges(500, ...word("one", "two")), anew(1103, ...word("three"))),
    false,
    [beside(word(...NAMES))],
  ],
  ["so it is in both controls", run(two, late), true, [beside(), beside()]],
  ["another control asks too few", run(two, late), false, [beside(), beside(four.slice(2))]],
  [
    "another control pauses for longer",
    run(two, late),
    false,
    [beside(), beside(four, sends("sent", 0, 401))],
  ],
  ["there is no control", run(two, late), false, []],
  ["nothing was asked since", run(two, []), false],
  ["it was asked as the end came", run([...two, ...third(1002)], []), false],
  [
    "as the end came, and 601 ms later",
    run(two.slice(0, 2), [...onThird(1002, stores("item 2")), ...third(1603)], 2000),
    true,
  ],
  [
    "a body tells them apart",
    run(exchanges(500, ...letters(1, 2)), anew(1104, ...letters(3))),
    true,
    [beside(letters(4, 5, 6, 7))],
  ],
  [
    "a body that the control has as well",
    run(exchanges(500, ...letters(1, 2)), anew(1104, ...letters(4))),
    false,
    [beside(letters(4, 5, 6, 7))],
  ],
  [
    "its server greeted",
    run(exchanges(500, ["", "220 hello\r\n"], ...greeted), anew(1104, stores("item 3"))),
    true,
  ],
  ["nothing was asked before", run([], late), false],
  ["the last pause counts from whatever was sent", run([...two, ...onThird(600)], late), false],
  ["sent as the end came", run([...two, ...onThird(1002)], late), false],
  ["sent since", run([...two, ...onThird(1003)], late), true],
  ["the same once more that was not answered", run(unanswered, third(1103, "item 2")), false],
  ["another thing than was not answered", run(unanswered, late), true],
  ["the same once more, though it was answered", run(two, third(1103, "item 2")), true],
  ["its server greets", run(two, anew(1102, ["", "220 hello\r\n"], stores("item 3"))), true],
  ["of its pauses those count that are usual: not yet", run(two, third(1102)), false, [uneven()]],
  ["of its pauses those count that are usual", run(two, late), true, [uneven()]],
  ["it connects between", run(two, late), true, [beside(four, [...ends(), ...sends("connect", 400)])]],
  [
    "it asks elsewhere between",
    run(two, late),
    true,
    [beside(four, [...ends(), ...sends("elsewhere", 400)])],
  ],
  ["it prints between", run(two, late), false, [beside(four, [...ends(), ...sends("printed", 400)])]],
  ["it sends once in the control", run(two, late), false, [beside(four, sends("sent", 0))]],
];

function named(...all: readonly string[]): Exchange[] {
  return all.map(stores);
}
function wordsAt(ms: number, ...which: readonly number[]): readonly Timed[] {
  return exchanges(ms, ...which.map((i) => stores(["golf", "hotel"][i] ?? "")));
}
function ends(): ControlSign[] {
  return sends("sent", 0, 800);
}
function uneven(): ControlRecord {
  return beside(four, sends("sent", ...UNEVEN));
}

for (const [why, facts, isSo, controls = [beside()]] of skips)
  test(`${why}: ${isSo ? "it may have left one out" : "nothing is seen"}`, () => {
    const [seen, flows] = judged(facts, controls);
    assert.equal(mayHaveSkipped(seen, flows, new Set()), isSo);
    const all = [...seen.observations].flatMap((each) => (each.kind === "segment" ? [each.payload] : []));
    const reads = new Set(all.map((payload) => numberIn(/^\S*/.exec(atob(payload))?.[0] ?? "")));
    assert.equal(mayHaveSkipped(seen, flows, reads), false, "what is read does not matter");
  });
