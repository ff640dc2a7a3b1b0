// Who has read its answer and not shown it waits for it no more; who lets time pass as it never did before may try again.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { WaitedDescriptor } from "../../../src/timeline/observation.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { hasReadUnshown } from "../../../src/verdict/notice/read-unshown.ts";
import { pauses } from "../../../src/verdict/notice/used-dead.ts";
import { sockets, segment } from "../made-up.ts";
import {
  type Timed,
  START,
  answers,
  caseOf,
  closes,
  connects,
  died,
  exits,
  expects,
  fault,
  habit,
  judgeOf,
  ofServer,
  onOther,
  pipe,
  sends,
  sleeps,
  socket,
  terminal,
  types,
  usual,
} from "../one-run.ts";

const STOP = fault("stop");
const control: ControlRecord = {
  ...usual(),
  said: [
    { text: "hello", fate: "shown", answerBytes: 6 },
    { text: "another", fate: "shown", answerBytes: 20 },
  ],
};
const table = (recvQ: number): Timed => [2000, sockets("ESTABLISHED", "ESTABLISHED", recvQ)];

function hasRead(bytes: number, { recvQ = 0, isFound = false, beside = control } = {}): boolean {
  const came = bytes > 0 ? [answers(1500, "x".repeat(bytes), 20)] : [];
  const facts = [STOP, types(1100), sends(1101), ...came, expects(1900, isFound), table(recvQ)];
  return hasReadUnshown(caseOf(facts, { control: beside }));
}

test("as much has come as is shown without the fault, and been read, and nothing was printed of it", () => {
  assert.deepEqual(
    [20, 16, 15, 0].map((bytes) => hasRead(bytes)),
    [true, true, false, false],
  );
  assert.equal(hasRead(20, { recvQ: 20 }), false, "it has not read it");
  assert.equal(hasRead(20, { isFound: true }), false);
  const [hello, another] = control.said ?? [];
  assert.ok(hello && another);
  const unshown = { ...control, said: [hello, { ...another, fate: "read" as const }] };
  assert.equal(hasRead(20, { beside: unshown }), false, "nor is it without the fault");
  assert.equal(
    hasReadUnshown(caseOf([STOP, types(1100), answers(1500, "x".repeat(20), 20), table(0)])),
    false,
  );
});

test("it lets time pass, and never did before", () => {
  const ends = usual(habit("exit", "its end (exit code 0)", 2000));
  const isPausing = (...facts: readonly Timed[]): boolean => pauses(caseOf(facts, { control: ends }));
  const before = sleeps(900, "read", socket);
  for (const call of ["clock_nanosleep", "nanosleep"]) {
    assert.equal(isPausing(before, STOP, sleeps(1100, call)), true, call);
    assert.equal(isPausing(sleeps(500, call), before, STOP, sleeps(1100, call)), false, "it is its habit");
    assert.equal(isPausing(STOP, sleeps(1100, call)), false, "what its habit is was not seen");
    assert.equal(isPausing(before, STOP, sleeps(1100, call), sleeps(1200, "read", terminal)), false);
    assert.equal(isPausing(before, STOP, sleeps(1100, call, socket)), false, "its connection would wake it");
  }
  const futex = { tid: 3, name: "c", call: "futex", on: [], timed: true } as const;
  const inFutex: Timed = [1100, { kind: "waiting", role: "client", pid: 3, threads: [futex] }];
  assert.equal(isPausing(before, STOP, inFutex), false, "as a thread of Java that has nothing to do");
  assert.equal(
    pauses(caseOf([before, STOP, sleeps(1100, "nanosleep")], { control: usual() })),
    false,
    "sleep 60",
  );
  const polls = (withinMs?: number): Timed => {
    const thread = { tid: 3, name: "c", call: "poll", on: [], ...(withinMs !== undefined && { withinMs }) };
    return [1100, { kind: "waiting", role: "client", pid: 3, threads: [thread] }];
  };
  assert.equal(isPausing(before, STOP, polls(1000)), true, "curl's poll(2) of nothing");
  assert.equal(isPausing(before, STOP, polls()), false);
  const server = ofServer(sleeps(1200, "read", terminal));
  assert.equal(isPausing(before, STOP, sleeps(1100, "nanosleep"), server), true);
  const beside = (on: readonly WaitedDescriptor[]): Timed => {
    const threads = ["nanosleep", "poll"].map((call, i) => ({
      tid: 3 + i,
      name: "c",
      call,
      on: i === 0 ? [] : on,
    }));
    return [1100, { kind: "waiting", role: "client", pid: 3, threads }];
  };
  assert.equal(isPausing(before, STOP, beside([terminal])), true, "one of its threads");
  assert.equal(isPausing(before, STOP, beside([socket])), false, "its connection would wake another one");
});

test("or in an event loop with a near time limit, and not on its connection", () => {
  const ends = usual(habit("exit", "its end (exit code 0)", 2000));
  const isPausing = (...facts: readonly Timed[]): boolean => pauses(caseOf(facts, { control: ends }));
  const loops = (ms: number, withinMs: number, on: WaitedDescriptor): Timed => {
    const thread = { tid: 3, name: "c", call: "epoll_pwait", on: [on], withinMs };
    return [ms, { kind: "waiting", role: "client", pid: 3, threads: [thread] }];
  };
  const asks = loops(900, 499, socket);
  assert.equal(
    isPausing(asks, STOP, loops(1100, 1000, pipe)),
    true,
    "before, it may be that of what it asked",
  );
  assert.equal(isPausing(asks, STOP, loops(1100, 5000, pipe)), false, "that is no near one");
  assert.equal(isPausing(asks, STOP, loops(1100, 1000, socket)), false);
  assert.equal(isPausing(loops(500, 1000, pipe), asks, STOP, loops(1100, 1000, pipe)), false, "a tick");
});

test("or did before, and nobody has accepted it since", () => {
  const ends = usual(habit("exit", "its end (exit code 0)", 2000));
  const isPausing = (...since: readonly Timed[]): boolean =>
    pauses(
      caseOf([START, sleeps(500, "nanosleep"), sleeps(900, "read", socket), ...died, ...since], {
        control: ends,
      }),
    );
  const last = sleeps(1300, "nanosleep");
  const refused = [connects(1100, 50_000), onOther([1101, segment("< R. 0:0(0) ack 1")])];
  const accepted = [connects(1100, 50_000), onOther([1101, segment("< S. 0:0(0) ack 1")])];
  assert.equal(isPausing(...refused, last), true);
  assert.equal(isPausing(...accepted, last), false);
  assert.equal(isPausing(last), false, "it has not tried");
  assert.equal(isPausing(...refused, sleeps(1300, "read", terminal)), false);
  const futex = { tid: 3, name: "c", call: "futex", on: [], timed: true } as const;
  const inFutex: Timed = [1300, { kind: "waiting", role: "client", pid: 3, threads: [futex] }];
  assert.equal(isPausing(...refused, inFutex), true, "Java's Thread.sleep()");
});

test("so it may yet tell of what it lost, unless it has ended", () => {
  const unreported = (...last: readonly Timed[]): unknown => {
    const facts = [
      START,
      sleeps(900, "read", socket),
      ...died,
      closes(1004),
      types(1200),
      expects(1400, false),
    ];
    const beside = { ...control, ...usual(habit("exit", "its end (exit code 3)", 2000)), said: control.said };
    const { lost, unreported: count, undecided } = judgeOf([...facts, ...last], beside as ControlRecord);
    return [lost, count ?? undecided?.["unreported"]];
  };
  assert.deepEqual(unreported(sleeps(1500, "nanosleep")), [1, "too-short"]);
  assert.deepEqual(unreported(sleeps(1500, "read", terminal)), [1, 1]);
  const ends = exits(1600, { exitCode: 0 });
  assert.deepEqual(unreported(sleeps(1500, "nanosleep"), ends), [1, 1]);
});
