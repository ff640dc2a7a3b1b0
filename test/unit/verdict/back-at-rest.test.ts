// A client that shows its prompt again, or rests again, with no answer come: which prints, looks, segments and lines count.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ThreadWait, WaitedDescriptor } from "../../../src/timeline/observation.ts";
import { isDoneWaiting } from "../../../src/verdict/notice/done-waiting.ts";
import { begun } from "../http-runs.ts";
import { laidOut, observations, segment } from "../made-up.ts";
import {
  type Timed,
  KILL,
  START,
  GONE,
  answers,
  asks,
  caseOf,
  fault,
  lostOnTheWay,
  ofServer,
  onOther,
  pipe,
  prints,
  rst,
  sleeps,
  socket,
  types,
} from "../one-run.ts";

const STOP = fault("stop");
const prompted = (ms: number, number = 1): Timed => prints(ms, `shop ${number}> `);
/** Its first prompt is there before the first line is typed, at 2 ms; that is answered at 4 ms. */
const begins: readonly Timed[] = [prompted(1.5), prompted(6, 2)];
const isDone = (...facts: readonly Timed[]): boolean | "perhaps" =>
  isDoneWaiting(caseOf([...facts].sort(([one], [other]) => one - other)));
const AGAIN = prompted(1600, 3);

test("each line before has to have shown it, and each once it was answered", () => {
  const second = [types(500), asks(501, "two\n"), answers(510, "ok\n", 18)];
  assert.equal(isDone(...begins, ...second, prompted(520), STOP, types(1100), AGAIN), "perhaps");
  assert.equal(isDone(...begins, ...second, prompted(505), STOP, types(1100), AGAIN), false);
  const never = [...begun, prompted(1.5), types(10), prompted(20, 2), STOP, types(1100), AGAIN];
  assert.equal(isDoneWaiting(laidOut(observations(...never))), false, "none was answered");
});

test("later than usual, by a part and by a time", () => {
  const slow = [prompted(1.5), prompted(402, 2), STOP, types(1100)]; // 400 ms after it was said
  assert.equal(isDone(...slow, prompted(1690, 3)), false);
  assert.equal(isDone(...slow, prompted(1710, 3)), "perhaps");
});

test("what came first on any connection answers it; an RST is no answer, nor is what never came", () => {
  const opens = onOther([2.2, segment("> S 0:0(0)")]);
  const first = onOther([3.5, segment("< P. 1:4(3) ack 1", "ok\n")]);
  const early = [prompted(1.5), prompted(3.7, 2), STOP, types(1100), AGAIN];
  assert.equal(isDone(...early), false);
  assert.equal(isDone(START, opens, first, ...early), "perhaps");
  assert.equal(isDone(...begins, KILL, GONE, types(1100), rst(1101), AGAIN), "perhaps");
  const lost = lostOnTheWay(answers(1200, "ok\n", 14));
  assert.equal(isDone(...begins, STOP, types(1100), lost, AGAIN), "perhaps");
});

test("a key is no line, and the end of a line no prompt; a blank behind it makes no difference", () => {
  const key: Timed = [1550, { kind: "pressed", key: "tab" }];
  assert.equal(isDone(...begins, STOP, types(1100), key, AGAIN), "perhaps");
  assert.equal(isDone(STOP, types(1100), prints(1600, "so be it\n")), false);
  assert.equal(isDone(...begins, STOP, types(1100), prints(1600, "shop 3>")), "perhaps");
});

const rests = (ms: number): Timed => sleeps(ms, "read", pipe);
const waits = (ms: number): Timed => sleeps(ms, "poll", socket);
const usually = [rests(1.5), waits(2.5), rests(6), STOP, types(1100)];

test("it may be seen at rest before it is seen away; the looks at its server say nothing", () => {
  assert.equal(isDone(...usually, rests(1105), waits(1200), rests(1500)), true);
  assert.equal(isDone(...usually, waits(1101), rests(1400), ofServer(waits(1500))), true);
});

const thread = (tid: number, call: string, ...on: readonly WaitedDescriptor[]): ThreadWait => ({
  tid,
  name: "c",
  call,
  on,
});
const looked = (ms: number, ...threads: readonly ThreadWait[]): Timed => [
  ms,
  { kind: "waiting", role: "client", pid: 3, threads },
];

test("each thread is held against itself, and one that slept on nothing against none", () => {
  const rest = thread(3, "read", pipe);
  const away = thread(3, "poll", socket);
  const of = (...last: readonly ThreadWait[]): boolean | "perhaps" => {
    const before = [looked(1.5, rest, thread(4, "futex")), looked(2.5, away), looked(6, rest)];
    const since = [looked(1090, rest, thread(4, "futex")), looked(1101, away), looked(1400, ...last)];
    return isDone(...before, STOP, types(1100), ...since);
  };
  assert.equal(of(rest, thread(4, "running")), true);
  assert.equal(of(away, thread(4, "read", pipe)), false);
});
