// What ends or lets go from outside, or in part: a client that was killed, and one of several processes.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Timed,
  TWICE,
  closes,
  died,
  exits,
  habit,
  holds,
  noticed,
  ofServer,
  reaction,
  sleeps,
  socket,
  types,
  usual,
  wasReset,
} from "../one-run.ts";

const KILLED = { signal: "SIGKILL" };
const asleep = sleeps(900, "poll", socket);

test("the FIN of a client that SIGKILL has ended is the kernel's, and tells nothing", () => {
  const run = [asleep, ...died, closes(1300), exits(1301, KILLED)];
  assert.equal(noticed(run), "unknown: was-killed");
  assert.equal(noticed([...run, holds(1300.5, [])]), "unknown: was-killed");
  assert.equal(reaction(run), "crashes");
  const other = { signal: "SIGTERM" };
  assert.equal(noticed([asleep, ...died, closes(1300), exits(1301, other)]), "at-once: its own FIN");
});

test("a process that is just ending is not seen to live on", () => {
  for (const call of ["running", "unknown"]) {
    const run = [asleep, ...died, closes(1300), sleeps(1350, call), exits(1400, KILLED)];
    assert.equal(noticed(run), "unknown: was-killed", call);
  }
});

test("who was seen to live on after its FIN had sent it itself", () => {
  const look = sleeps(1350, "poll");
  assert.equal(noticed([asleep, ...died, closes(1300), look, exits(1400, KILLED)]), "at-once: its own FIN");
  const server = ofServer(look);
  assert.equal(noticed([asleep, ...died, closes(1300), server, exits(1400, KILLED)]), "unknown: was-killed");
  const [before, later] = [sleeps(1299, "poll", socket), sleeps(1401, "poll", socket)];
  assert.equal(
    noticed([asleep, ...died, before, closes(1300), exits(1400, KILLED), later]),
    "unknown: was-killed",
  );
  assert.equal(noticed([asleep, ...died, before, closes(1299), exits(1400, KILLED)]), "unknown: was-killed");
  assert.equal(
    noticed([asleep, ...died, closes(1300), sleeps(1400, "poll", socket), exits(1400, KILLED)]),
    "unknown: was-killed",
  );
});

const LET_GO = "one of its processes letting go of the socket";

test("of two processes that held the socket one lets go: it has noticed, and the other keeps its copy", () => {
  const run: Timed[] = [holds(900, [3, 4]), ...wasReset, types(1100), holds(1110, [3])];
  assert.equal(noticed(run), `on-use: ${LET_GO}`);
  assert.equal(noticed([holds(900, [3, 4]), ...wasReset, types(1100), holds(1110, [3, 4])]), "never");
  assert.equal(
    noticed([holds(900, [3, 4]), ...wasReset, types(1100), holds(1110, [4, 5, 3])]),
    "never",
    "one more",
  );
  assert.equal(
    noticed([holds(900, [3]), holds(1000, [3, 4]), ...wasReset, holds(1110, [3])], TWICE),
    `at-once: ${LET_GO}`,
  );
  const short = [holds(900, [3]), ...wasReset, types(1100), holds(1110, [3, 4]), holds(1120, [3])];
  assert.equal(
    noticed(short),
    "never",
    "a child that inherited it for a moment did not hold it at the fault",
  );
  assert.equal(
    noticed([holds(900, [3, 4]), ...wasReset, types(1100), holds(1110, [3], [9])]),
    "never",
    "not all may be seen",
  );
  assert.equal(noticed(run, usual(habit("let-go", LET_GO, 1100, true))), "never", "it does so when asked");
  assert.equal(
    noticed([holds(800, [3, 4]), holds(900, [3]), ...wasReset, types(1100), holds(1110, [3])]),
    "never",
  );
});

test("by itself, and not asleep on its connection, it may have done so anyway", () => {
  const run = [holds(900, [3, 4]), sleeps(950, "wait4"), ...wasReset, holds(1110, [3])];
  assert.equal(noticed(run), "unknown: chance");
  assert.equal(noticed(run, TWICE), `at-once: ${LET_GO}`);
});
