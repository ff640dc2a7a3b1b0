// What the verdict says of a client from its use on: what it slept in, whether it may have been told, and what is named.

import assert from "node:assert/strict";
import { test } from "node:test";
import { sockets } from "../made-up.ts";
import {
  type Timed,
  answersRst,
  died,
  exits,
  fault,
  holds,
  judgeOf,
  noticed,
  prints,
  sends,
  sleeps,
  socket,
  terminal,
  types,
  wasReset,
} from "../one-run.ts";

const STOP = fault("stop");

// strace of a client of Python that waits for its input, its server stopped: read(0) before its line, recvfrom(3) ever
// since.
test("one that never notices: what it slept in until it was used, and what it sleeps in since", () => {
  const asked = [sleeps(900, "read", terminal), STOP, types(1500), sends(1501)];
  const verdict = judgeOf([...asked, sleeps(1510, "recvfrom", socket), sleeps(1800, "running")]);
  assert.equal(verdict.waiting, "asleep in read(0) on its terminal");
  assert.equal(verdict.waitingOnceUsed, "asleep in recvfrom(3) on the connection");
  assert.equal(
    verdict.summary[0],
    "never noticed: asleep in read(0) on its terminal until it was used, then asleep in recvfrom(3) on the connection",
  );
  const back = judgeOf([...asked, sleeps(1510, "recvfrom", socket), sleeps(1800, "read", terminal)]);
  assert.equal(back.summary[0], "never noticed: asleep in read(0) on its terminal");
  const unused = judgeOf([sleeps(900, "poll", socket), STOP, sleeps(1800, "read", terminal)]);
  assert.equal(unused.waitingOnceUsed, undefined);
});

// strace of one that takes an end of file for an empty answer: recvfrom(3) = 0, and nothing of it shows.
test("who went on though an RST answered what it sent may have been told of it then: that is said to be unseen", () => {
  const asked = [sleeps(900, "read", terminal), ...died, types(1500), sends(1501), answersRst(1502)];
  const left: Timed = [1600, sockets()];
  const goesOn = [...asked, left];
  const summary = (facts: readonly Timed[]): string => judgeOf(facts).summary.join(" ");
  assert.match(summary(goesOn), /Whether it was told when it was used .* cannot be seen/);
  const reset = [sleeps(900, "read", terminal), ...wasReset];
  assert.doesNotMatch(summary([...reset, left]), /cannot be seen/, "it was not used");
  assert.match(summary([...reset, types(1500), left]), /cannot be seen/);
  const stays: Timed = [1600, sockets("CLOSE_WAIT", "FIN_WAIT2", 1)];
  assert.doesNotMatch(
    summary([...died, types(1500), sends(1501), stays]),
    /cannot be seen/,
    "Recv-Q shows it",
  );
  assert.doesNotMatch(summary([...goesOn, prints(1700, "lost it\n")]), /cannot be seen/);
});

// strace of `socat -t 2`: recv fails with ECONNRESET at once; it waits 2 s for its other side, closes, and ends.
test("what is named is not later than the word says", () => {
  const turns = [sleeps(990, "poll", socket), ...wasReset, sleeps(1003, "poll", terminal)];
  const ends = [holds(3001, []), exits(3005, { exitCode: 0 })];
  assert.equal(
    noticed([...turns, sleeps(3000, "running"), ...ends]),
    "at-once: no longer waiting for its connection",
  );
  const busy = [sleeps(990, "poll", socket), ...wasReset, holds(1500, []), sleeps(1600, "running")];
  assert.equal(noticed([...busy, prints(2500, "gone\n")]), "at-once: closing its socket");
});
