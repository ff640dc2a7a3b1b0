// A client that polls, and asks for the next thing although the last was not answered.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { asksNext } from "../../../src/verdict/asks/next-asked.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { controlOf } from "../exchanges.ts";
import { begun } from "../http-runs.ts";
import { START, type Timed, connects, fault, fin, onPort, types } from "../one-run.ts";

const ASK = "reading 1\n".length;
const asks = (ms: number, number: number, text = `reading ${number}\n`): Timed => {
  const from = 1 + (number - 1) * ASK;
  return [ms, segment(`> P. ${from}:${from + text.length}(${text.length}) ack 1`, text)];
};
const answers = (ms: number, number: number): Timed => {
  const from = 1 + (number - 1) * 5;
  return [ms, segment(`< P. ${from}:${from + 5}(5) ack ${1 + number * ASK}`, "done\n")];
};
const STOP = fault("stop", 7, 900);
const before = [asks(100, 1), answers(101, 1), asks(300, 2), answers(301, 2), STOP];
const isOn = (...facts: readonly Timed[]): boolean => isOnBeside([], ...facts);
const isOnBeside = ([control, ...more]: readonly ControlRecord[], ...facts: readonly Timed[]): boolean =>
  asksNext(
    layOut({
      ...evidenceOf(observations(...begun, ...facts)),
      ...(control !== undefined && { control: { ...control, more } }),
    }),
  );

test("the next thing, with nothing come for the last: it has given that up", () => {
  assert.equal(isOn(...before, asks(1000, 3), asks(1500, 4)), true);
  assert.equal(isOn(...before, asks(1000, 3)), false, "it waits");
  assert.equal(isOn(...before, asks(1000, 3), asks(1050, 4)), false, "both at once");
  assert.equal(
    isOn(...before, asks(1000, 3), asks(1500, 4, "reading 3\n")),
    false,
    "another try, or a heartbeat",
  );
  assert.equal(isOn(...before, asks(1000, 3), asks(1500, 4, "are you 3\n")), false, "something else");
  assert.equal(isOn(...before, asks(1000, 3), asks(1500, 4), answers(1501, 4)), false, "it was answered");
});

test("not of one that never waits for its answers, that was typed to, or whose server has ended", () => {
  const ahead = [asks(100, 1), asks(300, 2), answers(301, 2), STOP];
  assert.equal(isOn(...ahead, asks(1000, 3), asks(1500, 4)), false);
  const once = [asks(100, 1), answers(101, 1), asks(300, 2), asks(500, 3), answers(501, 3), STOP];
  assert.equal(isOn(...once, asks(1000, 4), asks(1500, 5)), false, "it once did not wait");
  assert.equal(isOn(STOP, asks(1000, 1), asks(1500, 2)), false, "nothing is known of it");
  assert.equal(asksNext(layOut(evidenceOf([]))), false, "it has not connected");
  assert.equal(isOn(...before, types(950), asks(1000, 3), asks(1500, 4)), false);
  const end = fin(1600);
  assert.equal(isOn(...before, asks(1000, 3), asks(1500, 4), end), false);
});

test("where the server speaks first, as well", () => {
  const greets: Timed = [50, segment("< P. 1:6(5) ack 1", "hello")];
  const answered: Timed = [102, segment(`< P. 6:11(5) ack ${1 + ASK}`, "done\n")];
  assert.equal(isOn(greets, asks(100, 1), answered, STOP, asks(1000, 2), asks(1500, 3)), true);
});

test("the next thing on a new connection: it has given up the last one", () => {
  const anew = (ms: number, text: string): Timed =>
    onPort(50_000, [ms, segment(`> P. 1:${1 + text.length}(${text.length}) ack 1`, text)]);
  const waits = [...before, asks(1000, 3)];
  const isOnAnew = (...facts: readonly Timed[]): boolean =>
    isOn(START, ...waits, connects(1500, 50_000), ...facts);
  assert.equal(isOnAnew(anew(1501, "reading 4\n")), true);
  assert.equal(isOnAnew(anew(1501, "reading 3\n")), false, "another try");
  assert.equal(isOnAnew(anew(1501, "are you there\n")), false, "something else");
  const asked = asks(1000, 3, "put 4f2a here\n");
  const under = (id: string): boolean =>
    isOn(START, ...before, asked, connects(1500, 50_000), anew(1501, `put ${id} here\n`));
  assert.equal(under("b7c1"), true, "under another id");
  assert.equal(under("4f2a"), false);
  assert.equal(under("b7c1 and more"), false);
  assert.equal(isOnAnew(), false, "nothing was asked there");
  const hello = "\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0000";
  assert.equal(isOnAnew(anew(1501, hello)), true, "nobody can read what");
  const old = [START, ...before, connects(950, 50_000), asks(1000, 3), anew(1501, "reading 4\n")];
  assert.equal(isOn(...old), false, "it was made before");
  // Whichever connection is under test.
  const moved = [asks(100, 1), answers(101, 1), asks(300, 2), answers(301, 2), asks(1000, 3)].map((each) =>
    onPort(50_001, each),
  );
  const isOnOther = (text: string): boolean =>
    isOn(
      START,
      connects(60, 50_001),
      ...moved.slice(0, -1),
      STOP,
      ...moved.slice(-1),
      connects(1500, 50_000),
      anew(1501, text),
    );
  assert.equal(isOnOther("reading 4\n"), true);
  assert.equal(isOnOther("reading 3\n"), false);
});

/** On a new connection, of its own. */
const anew = (port: number, ms: number, text: string): readonly Timed[] =>
  [
    connects(ms, port),
    [ms + 1, segment(`> P. 1:${1 + text.length}(${text.length}) ack 1`, text)] as const,
  ].map((each) => onPort(port, each));

test("by a name: the next thing is what each control asks behind it", () => {
  const [one, two, three] = ["put lemon\n", "put melon\n", "put grape\n"] as const;
  const names = (...all: readonly string[]): ControlRecord =>
    controlOf(...all.map((text) => [text, "done\n"] as const));
  const asked = [START, ...before, asks(1000, 3, one)];
  const isNext = (text: string, ...controls: readonly ControlRecord[]): boolean =>
    isOnBeside(controls, ...asked, ...anew(50_000, 1500, text));
  assert.equal(isNext(two, names(one, two, three)), true);
  assert.equal(isNext(three, names(one, two, three)), true, "one that comes later");
  assert.equal(isNext(one, names(one, two, three)), false, "another try");
  assert.equal(isNext(two, names(two, one, three)), false, "before it");
  assert.equal(isNext(two), false, "no control says so");
  assert.equal(isNext(two, names(one, two), names(two, one)), false, "one of them says otherwise");
  assert.equal(isNext(two, names(one, "get all\n", two, one)), true, "in turn, another kind between");
  assert.equal(isNext(two, names(one, three, two, one)), false, "in turn, and not right behind it");
  assert.equal(isNext("get melon\n", names(one, "get melon\n")), false, "another kind");
});

test("on connections that it has made since its server's end: nobody answers there, and it asks for the next thing", () => {
  const ended = [
    START,
    asks(100, 1),
    answers(101, 1),
    asks(300, 2),
    answers(301, 2),
    fault("kill", 7, 900),
    fin(901),
  ];
  const first = anew(50_000, 1000, "reading 3\n");
  assert.equal(isOn(...ended, ...first, ...anew(50_001, 1500, "reading 4\n")), true);
  assert.equal(isOn(...ended, ...first, ...anew(50_001, 1500, "reading 3\n")), false, "another try");
  assert.equal(
    isOn(...ended, ...first, ...anew(50_001, 1100, "reading 4\n")),
    false,
    "made beside it: a pool",
  );
  assert.equal(isOn(...ended, ...first), false, "it waits");
  const answered = onPort(50_000, [1002, segment("< P. 1:6(5) ack 11", "done\n")]);
  assert.equal(
    isOn(...ended, ...first, answered, ...anew(50_001, 1500, "reading 4\n")),
    false,
    "it was answered",
  );
  const ahead = [START, asks(100, 1), asks(300, 2), answers(301, 2), fault("kill", 7, 900), fin(901)];
  assert.equal(isOn(...ahead, ...first, ...anew(50_001, 1500, "reading 4\n")), false, "it never waits");
  const hello = "\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0000";
  assert.equal(
    isOn(...ended, ...anew(50_000, 1000, hello), ...anew(50_001, 1500, `${hello}1`)),
    false,
    "it only begins",
  );
});
