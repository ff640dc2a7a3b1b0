// A client that used its connection after its end, and keeps still: it may have been told then, and may have swallowed that.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasUsedDead, mayHaveSwallowed } from "../../../src/verdict/notice/used-dead.ts";
import { sockets } from "../made-up.ts";
import {
  START,
  type Timed,
  KILL,
  acks,
  caseOf,
  died,
  exits,
  ofServer,
  sends,
  serves,
  sleeps,
  socket,
  terminal,
  types,
  without,
} from "../one-run.ts";

const NONE: Timed = [1500, sockets()];
const HELD: Timed = [1500, sockets("CLOSE_WAIT")];
const used = (...facts: readonly Timed[]): boolean => hasUsedDead(caseOf([START, ...facts]));

test("it sent something after the end, or was typed to, and its socket is in no table any more", () => {
  assert.equal(used(...died, sends(1100), NONE), true);
  assert.equal(used(...died, types(1100), NONE), true);
  assert.equal(used(...died, sends(1100), HELD), false, "it has it still");
  assert.equal(used(...died, NONE), false);
  assert.equal(used(sends(900), ...died, NONE), false, "before");
  assert.equal(used(...died, acks(1100), NONE), false, "nothing");
  assert.equal(used(...died, serves(1100), NONE), false, "its server did");
  assert.equal(used(KILL, sends(1100), NONE), false, "no end");
});

test("nothing is known of it where it has ended, or no tables were looked at", () => {
  assert.equal(used(...died, sends(1100), NONE, exits(1600, { exitCode: 0 })), false);
  const server = ofServer(exits(1600, { exitCode: 0 }));
  assert.equal(used(...died, sends(1100), NONE, server), true, "its server has");
  const seen = caseOf([START, ...died, sends(1100), NONE], without("sockets"));
  assert.equal(hasUsedDead(seen), false);
});

const swallowed = (...facts: readonly Timed[]): boolean =>
  mayHaveSwallowed(caseOf([START, ...died, sends(1100), NONE, ...facts]));

test("it lets time pass, and no thread of it sleeps on its connection, when it was looked at last", () => {
  const passes = sleeps(1500, "nanosleep");
  assert.equal(swallowed(passes), true);
  assert.equal(swallowed(), false, "it was not looked at");
  assert.equal(swallowed(sleeps(1500, "poll", terminal)), false);
  assert.equal(swallowed(sleeps(900, "nanosleep")), false, "before its end");
  assert.equal(swallowed(passes, ofServer(sleeps(1600, "read", socket))), true, "its server");
  const threads = [
    { tid: 3, name: "c", call: "poll", on: [socket] },
    { tid: 4, name: "d", call: "nanosleep", on: [] },
  ];
  const both: Timed = [1500, { kind: "waiting", role: "client", pid: 3, threads }];
  assert.equal(swallowed(both), false, "another one would wake");
});
