// A time limit of an event loop that was set for what was said, and has passed with nothing come.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Observed, WaitedDescriptor } from "../../../src/timeline/observation.ts";
import { hasLetLimitPass } from "../../../src/verdict/notice/limit-passed.ts";
import {
  type Timed,
  answers,
  caseOf,
  connects,
  fault,
  judgeOf,
  ofServer,
  pipe,
  prints,
  sleeps,
  socket,
  terminal,
  types,
  usual,
} from "../one-run.ts";

const STOP = fault("stop");

/** Its loop sleeps on both, for no longer than `withinMs`. */
const loops = (ms: number, withinMs?: number, call = "epoll_pwait", unseenMs = 0): Timed => [
  ms,
  {
    kind: "waiting",
    role: "client",
    pid: 3,
    unseenMs,
    threads: [
      { tid: 3, name: "c", call, on: [terminal, socket], ...(withinMs !== undefined && { withinMs }) },
    ],
  } satisfies Omit<Observed<"waiting">, "id" | "atNs">,
];
const hasLet = (...facts: readonly Timed[]): boolean => hasLetLimitPass(caseOf(facts));

test("a limit that it had not before, and has no more, with nothing come", () => {
  const seen = [loops(1), STOP, types(1100), loops(1101, 1000), loops(2102)];
  assert.equal(hasLet(...seen), true);
  assert.equal(hasLet(loops(1), STOP, types(1100), loops(1101, 1000)), false, "it has not passed yet");
  assert.equal(hasLet(loops(1, 500), STOP, types(1100), loops(1101, 1000), loops(2102)), false, "as before");
  assert.equal(hasLet(loops(1), STOP, types(1100), loops(1101), loops(2102)), false, "it has had none");
  assert.equal(hasLet(...seen, answers(2103, "again\n", 14)), false, "it was answered");
  assert.equal(hasLet(STOP, types(1100), loops(1101, 1000), loops(2102)), false, "before it is unknown");
  const runs = sleeps(2500, "running");
  assert.equal(hasLet(...seen, runs), true, "it is just doing something else");
  assert.equal(hasLet(...seen, types(2200)), false, "of what was said since nothing is known");
  assert.equal(hasLet(loops(1, undefined, "read"), STOP, types(1100), loops(1101, 1000), loops(2102)), false);
});

test("the loop is the same thread's, in the same call", () => {
  const had = [loops(1), STOP, types(1100), loops(1101, 1000)];
  assert.equal(hasLet(...had, loops(1500, 600), loops(2102)), true);
  assert.equal(hasLet(...had, loops(2102), ofServer(loops(2200, 50))), true, "its server has one");
  assert.equal(hasLet(...had, loops(2102, undefined, "read")), false);
  assert.equal(
    hasLet(...had, loops(2102), loops(2200, undefined, "read")),
    true,
    "it does something else since",
  );
  assert.equal(hasLet(loops(1), STOP, types(1100), loops(1101, 1000, "ppoll"), loops(2102)), false);
  const [, fact] = loops(2102);
  assert.ok(fact.kind === "waiting");
  const another = fact.threads.map((thread) => ({ ...thread, tid: 4 }));
  assert.equal(hasLet(...had, [2102, { ...fact, threads: another }]), false);
  const on = (...what: readonly WaitedDescriptor[]): boolean =>
    hasLet(
      ...[loops(1), STOP, types(1100), loops(1101, 1000), loops(2102)].map(([ms, each]): Timed => {
        if (each.kind !== "waiting") return [ms, each];
        return [ms, { ...each, threads: each.threads.map((thread) => ({ ...thread, on: what })) }];
      }),
    );
  assert.equal(on(terminal), true, "its main thread, on whatever it is");
  assert.equal(on(), false, "but on nothing at all");
});

test("where it had one before, what counts is that it sleeps with one for longer than that", () => {
  const old = [loops(1), loops(500, 1000), STOP, types(1100)]; // until 1500 ms
  assert.equal(
    hasLet(...old, loops(1510)),
    false,
    "it was taken back, and Node's loop wakes at it all the same",
  );
  assert.equal(hasLet(...old, loops(2100)), true, "the next one has passed");
  assert.equal(hasLet(...old, loops(2100), loops(2200, 50)), false, "and the one after that has not");
  assert.equal(hasLet(...old, connects(1900), loops(2100)), false, "that was for a connect");
  const renewed = [loops(1), loops(50, 1000), STOP, types(1100)]; // since when nothing was recorded
  assert.equal(hasLet(...renewed, loops(2100)), false);
});

test("that of a heartbeat is farther off, and no limit of what was asked", () => {
  const beats = [loops(1), loops(500, 20_000), STOP, types(1100)]; // at 20,500 ms
  assert.equal(hasLet(...beats, loops(1101, 1000), loops(2102, 18_398)), true);
  assert.equal(hasLet(...beats, loops(1101, 1000)), false);
  const nearby = [loops(1), loops(500, 6000), STOP, types(1700)]; // at 6500 ms
  assert.equal(hasLet(...nearby, loops(1701, 4799), loops(6501, 6000)), false, "it is the heartbeat's");
  const since = [loops(1), loops(50, 1000), STOP, types(1700)];
  assert.equal(hasLet(...since, loops(1701, 300), loops(2002, 9000)), false, "renewed, and not recorded");
});

/** One of a second, which runs at 0, 1000, 2000 ms and so on, and one loop that was asked something at 1300 ms. */
const ticks = (...since: readonly Timed[]): boolean => hasLet(loops(1000, 1000), STOP, types(1300), ...since);

test("beside a tick each other limit is of a timer that was set since, and has passed", () => {
  assert.equal(ticks(loops(1301, 700), loops(2001, 1000)), false, "what remains of a turn, and whole turns");
  assert.equal(ticks(loops(1301, 400), loops(1701, 300), loops(2001, 1000)), true, "nearer than the tick");
  assert.equal(
    ticks(loops(1301, 700), loops(2001, 300), loops(2301, 700), loops(3001, 1000)),
    true,
    "behind",
  );
  assert.equal(ticks(loops(1301, 400)), false, "it has not passed yet");
  assert.equal(ticks(), false, "nor is there any");
  const behind = [loops(1000, 1000), loops(1100, 900), STOP, types(1300)]; // woken by something, until 2000 ms
  assert.equal(hasLet(...behind, loops(1301, 699), loops(2001, 1000)), false);
  assert.equal(
    hasLet(...behind, loops(1301, 400), loops(1701, 299), loops(2001, 1000)),
    true,
    "known to be new",
  );
  assert.equal(
    hasLet(...behind, loops(1301, 660), loops(1961, 39), loops(2001, 1000)),
    true,
    "though near it",
  );
  assert.equal(ticks(loops(1305, 1000), loops(1306, 695), loops(2001, 1001)), false, "looked at too early");
  assert.equal(ticks(loops(1301, 700), loops(1500, 700), loops(2001, 1000)), false, "looked at twice");
  const rest = ticks(loops(1301, 700), loops(2001, 1000), loops(2600, 400), loops(3001, 1000));
  assert.equal(rest, false, "woken by something else, and it slept on for what remained");
  const later = ticks(loops(1301, 700), loops(2001, 1000), loops(5605, 400), loops(6005, 1000));
  assert.equal(later, false, "or remained of a later turn");
  const other = ticks(loops(1301, 700), loops(2001, 1000), loops(5605, 250), loops(5855, 146));
  assert.equal(other, true, "of no turn at all");
  assert.equal(
    hasLet(loops(1000), STOP, types(1300), loops(1301, 499), loops(1900, 498)),
    false,
    "since asked",
  );
  assert.equal(hasLet(loops(1000), STOP, types(1300), loops(1301, 400), loops(1701, 1000)), true, "another");
  assert.equal(
    ticks(connects(1302), loops(1303, 250), loops(1553, 447), loops(2001, 1000)),
    false,
    "a connect",
  );
});

test("when a loop went to sleep is known from when it was looked at before", () => {
  const behind = [loops(1000, 1000), loops(1100, 900), STOP, types(1300)]; // until 2000 ms
  const seenAt = (ms: number, unseenMs: number): boolean =>
    hasLet(...behind, loops(ms, 700, "epoll_pwait", unseenMs), loops(2001, 300), loops(2301, 700));
  assert.equal(seenAt(1340, 75), true, "the 300 ms are of another one");
  const woken = (ms: number, unseenMs: number): boolean =>
    ticks(loops(1301, 700), loops(ms, 500, "epoll_pwait", unseenMs), loops(2001, 1000));
  assert.equal(woken(1540, 45), false, "it has slept since 1500 ms perhaps");
});

test("beside a tick that began as it was asked, another timer that was set before may pass", () => {
  const old = [loops(800, 3600), STOP, types(1300), loops(1301, 499), loops(4070, 330)]; // at 4400 ms
  const rest = 499 - ((4400 - 1301) % 499);
  assert.equal(hasLet(...old, loops(4400, rest), loops(4400 + rest, 499)), false);
  const other = [loops(800, 9600), STOP, types(1300), loops(1301, 499), loops(4070, 330)];
  assert.equal(hasLet(...other, loops(4400, rest), loops(4400 + rest, 499)), true, "it was not set before");
});

test("a tick that runs since it was asked has begun a little before, and may be seen again much later", () => {
  const begun = (firstMs: number): boolean =>
    hasLet(
      loops(293, 7994),
      STOP,
      types(445),
      loops(458, firstMs),
      loops(459 + firstMs, 499),
      loops(1958, 498),
    );
  assert.equal(begun(492), false);
  assert.equal(begun(486), false, "it begins at 445 ms");
  assert.equal(begun(470), true, "or before");
  assert.equal(begun(400), true, "that is another one");
  assert.equal(
    hasLet(loops(293, 7994), STOP, types(445), loops(458, 492), loops(955, 499)),
    true,
    "seen once",
  );
});

test("beside one of a few milliseconds nothing can be told", () => {
  assert.equal(hasLet(loops(1000, 20), STOP, types(1300)), true);
  assert.equal(hasLet(loops(1000, 20), STOP, types(1300), loops(1400, 12)), true);
  assert.equal(hasLet(loops(1000), STOP, types(1300), loops(1400, 12)), false, "it has not passed yet");
});

test("another loop of the process counts where it sleeps on the connection", () => {
  const beside = (on: WaitedDescriptor): boolean => {
    const look = (ms: number, withinMs?: number): Timed => {
      const [, fact] = loops(ms);
      assert.ok(fact.kind === "waiting");
      const other = {
        tid: 4,
        name: "d",
        call: "epoll_pwait",
        on: [on],
        ...(withinMs !== undefined && { withinMs }),
      };
      return [ms, { ...fact, threads: [...fact.threads, other] }];
    };
    return hasLet(look(1), STOP, types(1100), look(1101, 1000), look(2102));
  };
  assert.equal(beside(socket), true);
  assert.equal(beside(pipe), false, "as V8's in Node");
});

test("the limit of a connect is none of a question", () => {
  const isLetBehindConnect = (within: number): boolean =>
    hasLet(loops(1), STOP, types(1100), connects(1101), loops(1102, within), loops(2102));
  assert.equal(isLetBehindConnect(250), false);
  assert.equal(isLetBehindConnect(1000), true);
});

test("so nobody knows whether it will tell, where it would be said to wait for its answer", () => {
  const said = {
    said: [
      { text: "hello", fate: "read" },
      { text: "another", fate: "read", answerBytes: 20 },
    ],
  } as const;
  const words = (...since: readonly Timed[]): unknown => {
    const { reaction, lost, unreported } = judgeOf([loops(1), STOP, types(1100), ...since], {
      ...usual(),
      ...said,
    });
    return [reaction, lost, unreported];
  };
  assert.deepEqual(words(loops(1101, 1000)), ["hangs", 1, 0]);
  assert.deepEqual(words(loops(1101, 1000), loops(2102)), ["none", 1, undefined]);
  assert.deepEqual(words(loops(1101, 1000), loops(2102), prints(2103, "error: no answer\n")), [
    "tells-user",
    1,
    0,
  ]);
});
