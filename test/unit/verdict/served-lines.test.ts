// What a client prints of what its server had sent before the fault: it tells nobody of the fault.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ByItself, ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { newLines } from "../../../src/verdict/lines/new-lines.ts";
import { FAULT } from "../ledger-runs.ts";
import { createServed, createStreamed } from "../../../src/verdict/lines/served-lines.ts";
import { type Timed, observations, opened, segment, laidOut } from "../made-up.ts";
import { NO_CONTROL, died, fault, judgeOf, prints, usual } from "../one-run.ts";

const serves = (ms: number, text: string, from = 14): Timed => [
  ms,
  segment(`< P. ${from}:${from + text.length}(${text.length}) ack 14`, text),
];
const CHUNKED = "HTTP/1.1 200 OK\r\n\r\na\r\nline 0000\n\r\n5\r\nline \r\n5;x=y\r\n0001\n\r\n";

test("a page that is printed once its connection has ended was there before", () => {
  const verdict = (control = usual(), ...more: readonly Timed[]): Verdict =>
    judgeOf([serves(900, CHUNKED), ...died, prints(1003, "line 0000\nline 0001\n"), ...more], control);
  assert.equal(verdict().told, "");
  assert.equal(verdict(NO_CONTROL).told, "");
  assert.equal(verdict(usual(), prints(1004, "cut off\n")).told, "cut off");
});

const isServed = (text: string, isWhole: boolean, ...facts: readonly Timed[]): boolean =>
  createServed(observations(...opened, ...facts, fault("kill")), 2000e6)(text, isWhole);

test("a whole line is one of its lines, the last one may be the beginning of one", () => {
  const one = serves(900, "line 0000\r\nline 0001\n");
  assert.equal(isServed("line 0000", true, one), true);
  assert.equal(isServed("line 0001", true, one), true);
  assert.equal(isServed("line", true, one), false);
  assert.equal(isServed("line 00", false, one), true);
  assert.equal(isServed("ine 00", false, one), false);
  assert.equal(isServed("li", false, one), false, "so short may be the beginning of anything");
  assert.equal(isServed("got line 0000", true, one), false);
  assert.equal(isServed("line 0000", true), false);
});

test("a line may come in pieces, and behind what is no text", () => {
  assert.equal(isServed("line 0000", true, serves(900, "line "), serves(901, "0000\n", 19)), true);
  assert.equal(isServed("line 0000", true, serves(900, "\u0000\u0001line 0000\u0000")), true);
  assert.equal(isServed("line 0001", true, serves(900, CHUNKED)), true);
  assert.equal(isServed("Grüße", true, serves(900, "GrÃ¼")), false);
});

test("what the client sent itself, and what is too short to be told apart, is not the server's", () => {
  const own: Timed = [900, segment("> P. 14:24(10) ack 14", "line 0000\n")];
  assert.equal(isServed("line 0000", true, own), false);
  assert.equal(isServed("abc", true, serves(900, "abc\n")), true);
  assert.equal(isServed("ab", true, serves(900, "ab\n")), false);
  assert.equal(isServed("  line 0000 ", true, serves(900, "\t line 0000  \n")), true);
});

test("a letter may be divided by two segments, and of a long segment only the beginning is kept", () => {
  const [first, last] = [segment("< P. 14:17(3) ack 14"), segment("< P. 17:20(3) ack 14")];
  const halves: Timed[] = [
    [900, { ...first, payload: btoa("Gr\u00c3") }],
    [901, { ...last, payload: btoa("\u00bcn\n") }],
  ];
  assert.equal(isServed("Grün", true, ...halves), true);
  const long: Timed = [900, { ...segment("< P. 14:1014(1000) ack 14"), payload: btoa("line 0") }];
  assert.equal(isServed("line 0001", true, long, serves(901, "001\n", 1014)), false, "more was between");
  assert.equal(isServed("line 0", true, long), true, "what was kept is one of its lines");
});

test("of two faults, what came before the last of them", () => {
  const facts = [
    serves(900, "line 0000\n"),
    fault("outage"),
    serves(1500, "line 0001\n", 24),
    fault("kill", 7, 2000),
  ];
  const served = (sinceMs: number) => createServed(observations(...opened, ...facts), sinceMs * 1e6);
  assert.deepEqual([served(1200)("line 0000", true), served(1200)("line 0001", true)], [true, false]);
  assert.equal(served(2100)("line 0001", true), true);
  assert.equal(served(800)("line 0000", true), false, "no fault had come");
});

test("in the frame of an answer it is no news either, though it was another text there", () => {
  const framed = (text: string, ...answers: readonly string[]): boolean =>
    createServed(
      observations(...opened, serves(900, "tiger stone\ncup\nab\n"), fault("kill")),
      2000e6,
      answers,
    )(text, true);
  assert.equal(framed("got: tiger stone!", "got: paper!"), true);
  assert.equal(framed("got: tiger stone!", "got: paper"), false);
  assert.equal(framed("got: tiger stone!", "paper!"), false);
  assert.equal(framed("got: tiger stone!", "got: !"), false, "nothing is in it");
  assert.equal(framed("got: tiger", "got: paper!"), false);
  assert.equal(framed("tiger stone!", "paper!"), true, "it may stand at the beginning");
  assert.equal(framed("got: ab!", "got: paper!"), false, "so short may be in anything");
  assert.equal(framed("error: tiger stone is gone", "got: paper!"), false);
  const { told } = judgeOf([serves(900, "tiger stone\n"), ...died, prints(1003, "got: tiger stone\n")], {
    ...usual(),
    lines: ["got: paper music"],
    answers: [0],
  });
  assert.equal(told, "");
});

test("a thousand of its lines are looked for in a frame", () => {
  const text = Array.from({ length: 1001 }, (_, i) => `line ${i}.`).join("\n");
  const served = createServed(observations(...opened, serves(900, text), fault("kill")), 2000e6, ["got: it"]);
  const found = ["got: line 998.", "got: line 999.", "line 1000."].map((line) => served(line, true));
  assert.deepEqual(found, [true, false, true]); // "hello, world" is the first
});

test("a thousand lines are looked at for a frame", () => {
  const served = createServed(observations(...opened, serves(900, "tiger stone\n"), fault("kill")), 2000e6, [
    "got: paper",
  ]);
  const asked = Array.from({ length: 1001 }, () => served("got: tiger stone", true));
  assert.deepEqual([asked[999], asked[1000], served("tiger stone", true)], [true, false, true]);
});

test("what came after the fault may be about it", () => {
  const goodbye = serves(1001, "server is going down\n");
  const told = (...facts: readonly Timed[]): string =>
    judgeOf([...facts, ...died, prints(1003, "server is going down\n")], usual()).told ?? "";
  assert.equal(told(goodbye), "server is going down");
  assert.equal(told(), "server is going down");
});

test("what the server goes on to send by itself after the fault may be chance, where it does so in a control; trouble is not", () => {
  const control = (byItself: Partial<ByItself>): ControlRecord => ({
    lines: ["gagi vite"],
    signs: [],
    answered: [],
    byItself: { lines: 3, fresh: 3, bytes: 40, ns: 5e8, ...byItself },
  });
  const sent = "kudi rigefo\nserver is shutting down\n";
  const facts: readonly Timed[] = [
    FAULT,
    [11, segment(`< P. 14:${14 + sent.length}(${sent.length}) ack 14`, sent)],
    prints(12, `${sent}mapise vume\n`),
  ];
  const news = (of: ControlRecord): string[] =>
    newLines(laidOut(observations(...opened, ...facts)), 10e6, of).map(
      ({ text, isDoubtful }) => `${isDoubtful ? "? " : ""}${text}`,
    );
  const [streamed, down, own] = ["kudi rigefo", "server is shutting down", "mapise vume"];
  assert.deepEqual(news(control({})), [`? ${streamed}`, down, own], "the last is the client's own");
  assert.deepEqual(news(control({ fresh: 0 })), [streamed, down, own], "nothing new came by itself there");
});

test("what goes on by itself was sent since the fault, and by the server in a control too", () => {
  const facts = [serves(9, "line 0000\n"), FAULT, serves(11, "line 0001\n", 24)];
  const control = (fresh: number, bytes: number): ControlRecord => ({
    lines: [],
    signs: [],
    answered: [],
    byItself: { lines: 3, fresh, bytes, ns: 5e8 },
  });
  const streamed = (of: ControlRecord): boolean[] =>
    ["line 0000", "line 0001"].map((line) =>
      createStreamed(observations(...opened, ...facts), 10e6, of)(line, true),
    );
  assert.deepEqual(streamed(control(3, 40)), [false, true]);
  assert.deepEqual(streamed(control(3, 0)), [false, false], "the client's own");
  assert.deepEqual(
    streamed({ ...control(0, 0), more: [control(3, 40)] }),
    [false, true],
    "in one of two controls",
  );
});
