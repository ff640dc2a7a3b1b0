// A prompt that comes again, or an input that is read again, where no answer has come.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isDoneWaiting } from "../../../src/verdict/notice/done-waiting.ts";
import {
  type Timed,
  answers,
  caseOf,
  fault,
  judgeOf,
  pipe,
  prints,
  sleepTogether,
  sleeps,
  socket,
  terminal,
  types,
  usual,
} from "../one-run.ts";

const STOP = fault("stop");
const prompted = (ms: number, number = 1): Timed => prints(ms, `shop ${number}> `);
/** Its first prompt is there before the first line is typed, at 2 ms; that is answered at 4 ms. */
const begins: readonly Timed[] = [prompted(1.5), prompted(6, 2)];
const isDone = (...facts: readonly Timed[]): boolean | "perhaps" => isDoneWaiting(caseOf(facts));
const late = (ms: number, waitedMs: number): Timed => [
  ms,
  { kind: "spent", role: "client", ms: 1, isAtWork: false, waitedMs, serverWaitedMs: 0, lateMs: 0 },
];

test("far later than usual, with nothing come, it waits for its answer no more", () => {
  const seen = [...begins, STOP, types(1100), prompted(1600, 3)];
  assert.equal(isDone(...seen), "perhaps");
  assert.equal(isDone(...begins, types(900), STOP, prompted(1600, 3)), "perhaps", "said before the fault");
  assert.equal(isDone(...seen, types(1700)), false, "what was said last has no prompt yet");
  assert.equal(isDone(...seen, types(1700), prompted(2300, 4)), "perhaps");
  const said = {
    said: [
      { text: "hello", fate: "read" },
      { text: "another", fate: "read", answerBytes: 20 },
    ],
  } as const;
  const words = (...facts: readonly Timed[]): unknown => {
    const asleep = sleeps(2000, "epoll_wait", terminal, socket);
    const { reaction, lost, unreported } = judgeOf([...facts, asleep], {
      ...usual(),
      lines: ["shop 3>"],
      ...said,
    });
    return [reaction, lost, unreported];
  };
  assert.deepEqual(words(...seen), ["none", 1, undefined], "or print what comes, however late");
  assert.deepEqual(words(...begins, STOP, types(1100)), ["hangs", 1, 0], "it may yet tell");
});

test("on a terminal what was typed is drawn behind the prompt", () => {
  const drawn = (ms: number): readonly Timed[] => [prints(ms, "another"), prints(ms + 0.1, "\r\n")];
  const redrawn = prints(1600, "\u001b[1G\u001b[0Jshop 3> \u001b[9G");
  assert.equal(isDone(...begins, STOP, types(1100), ...drawn(1101)), false);
  assert.equal(isDone(...begins, STOP, types(1100), ...drawn(1101), redrawn), "perhaps");
});

test("not as soon as that may be its habit, or a program's that had no processor; nor once it was answered", () => {
  assert.equal(isDone(...begins, STOP, types(1100), prompted(1150, 3)), false);
  const asked = types(1100);
  assert.equal(isDone(...begins, STOP, late(1099, 0), asked, prompted(1600, 3), late(1601, 450)), false);
  assert.equal(isDone(...begins, STOP, late(1099, 0), asked, prompted(1600, 3), late(1601, 50)), "perhaps");
  assert.equal(isDone(...begins, STOP, asked, answers(1500, "again\n", 14), prompted(1600, 3)), false);
});

test("who shows it before its answer has come does not wait for that; without one nothing is known", () => {
  const early = [prompted(1.5), prompted(3.5, 2), STOP, types(1100), prompted(1600, 3)];
  assert.equal(isDone(...early), false);
  assert.equal(isDone(prompted(1.5), STOP, types(1100), prompted(1600)), false, "it had no prompt then");
  assert.equal(isDone(STOP, types(1100), prompted(1600)), false);
  assert.equal(isDone(...begins, STOP, types(1100), prints(1600, "sorry> ")), false, "another one");
});

test("its input is read again, by the thread that read the line, and another one may print what comes", () => {
  const reads = (ms: number): Timed => sleepTogether(ms, [terminal], [socket]);
  const waits = (ms: number): Timed => sleepTogether(ms, [], [socket]);
  const before = [reads(1.5), waits(2.5), reads(6), STOP];
  assert.equal(isDone(...before, types(1100), waits(1101), reads(1600)), "perhaps");
  assert.equal(isDone(...before, types(1100), waits(1101)), false, "it waits");
  assert.equal(isDone(...before, types(1100), waits(1101), reads(1102)), false, "for nothing");
  assert.equal(isDone(...before, types(1100), reads(1600)), false, "it was not seen to wait");
  assert.equal(
    isDone(reads(1.5), STOP, types(1100), waits(1101), reads(1600)),
    "perhaps",
    "answered before it was looked at",
  );
  assert.equal(
    isDone(reads(1.5), waits(2.5), reads(3.5), STOP, types(1100), waits(1101), reads(1600)),
    false,
    "as it does",
  );
  assert.equal(isDone(waits(1.5), reads(6), STOP, types(1100), waits(1101), reads(1600)), "perhaps");
  assert.equal(isDone(waits(1.5), STOP, types(1100), waits(1101), reads(1600)), false, "it read none then");
});

test("it sleeps again as before it was asked, and not on its connection: it is done", () => {
  const waits = sleeps(1101, "poll", socket);
  const rests = (ms: number): Timed => sleeps(ms, "read", pipe);
  const before = [rests(1.5), sleeps(2.5, "poll", socket), rests(6), STOP, types(1100)];
  assert.equal(isDone(...before, waits, rests(1400)), true);
  assert.equal(isDone(...before, waits, rests(1150)), false, "as soon as that may be its habit");
  assert.equal(isDone(...before, waits, rests(1400), sleeps(1500, "poll", socket)), false, "it waits again");
  assert.equal(
    isDone(...before, waits, sleeps(1400, "read", { ...pipe, fd: 6 })),
    false,
    "on something else",
  );
  assert.equal(isDone(...before, waits, sleeps(1400, "poll", pipe)), false, "in another call");
});

test("it rests all the time, but for a moment at a timer of its own, far later than it was asked", () => {
  const rests = (ms: number): Timed => sleeps(ms, "epoll_wait", terminal, socket);
  const before = [rests(1.5), sleeps(2.5, "futex"), rests(6), STOP, types(1100)];
  for (const moment of [sleeps(2000, "running"), sleeps(2000, "futex")])
    assert.equal(isDone(...before, moment, rests(2005)), false);
  assert.equal(isDone(...before, sleeps(1500, "futex"), rests(2005)), "perhaps", "that is no moment");
});

test("a row of dots that never ends takes no longer than its length", () => {
  const dots = Array.from({ length: 20_000 }, (_, i): Timed => prints(1200 + i / 100, "."));
  assert.equal(isDone(...begins, STOP, types(1100), ...dots), false);
});
