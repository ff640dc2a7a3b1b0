// A client that has read an RST, and keeps its socket: that is in no table any more, and still a descriptor of the client's.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Evidence } from "../../../src/timeline/case.ts";
import { WOKEN } from "../../../src/verdict/signs/signs.ts";
import { layOut } from "../../../src/timeline/case.ts";
import { keepsReset } from "../../../src/verdict/bytes/closed-socket.ts";
import { connection, evidenceOf, observations, sockets } from "../made-up.ts";
import {
  GONE,
  KILL,
  START,
  type Timed,
  caseOf,
  closes,
  connects,
  died,
  exits,
  habit,
  holds,
  madeOnTheWire,
  ofServer,
  pipe,
  prints,
  reaction,
  rst,
  sleeps,
  socket,
  terminal,
  usual,
  wasReset,
  without,
} from "../one-run.ts";

const SLEPT = sleeps(600, "recvfrom", socket);
/** It slept on its connection, which one process held. */
const before: readonly Timed[] = [START, holds(500, [3]), SLEPT];
const TABLE: Timed = [1010, sockets()];
const woken = (ms = 1100): Timed => sleeps(ms, "read", terminal);
/** The same of another connection, or of the server's end. */
const elsewhere = ([ms, fact]: Timed): Timed => [
  ms,
  { ...fact, connection: { ...connection, client: { ...connection.client, port: 50_000 } } } as never,
];
const atServer = ([ms, fact]: Timed): Timed => [ms, { ...fact, end: "server" } as never];
const HABIT = usual(habit("woken", WOKEN, 100));

type Row = readonly [string, readonly Timed[], string, ControlRecord?, Partial<Evidence>?];

const rows: readonly Row[] = [
  ["it waits for something else since", [...before, ...wasReset, TABLE, woken()], "holds-socket"],
  ["it sleeps for a time", [...before, ...wasReset, TABLE, sleeps(1100, "clock_nanosleep")], "holds-socket"],
  [
    "it is looked at once more",
    [...before, ...wasReset, TABLE, woken(), sleeps(1500, "poll", pipe)],
    "holds-socket",
  ],
  [
    "all that held it do",
    [START, holds(500, [3, 4]), SLEPT, ...wasReset, woken(), holds(1200, [3, 4])],
    "holds-socket",
  ],
  ["another one holds it as well", [...before, ...wasReset, woken(), holds(1200, [3, 4])], "holds-socket"],
  [
    "one had let go before the fault",
    [START, holds(500, [3, 4]), SLEPT, holds(700, [3]), ...wasReset, woken()],
    "holds-socket",
  ],
  [
    "the socket table is not looked at",
    [...before, ...wasReset, woken()],
    "holds-socket",
    usual(),
    without("sockets"),
  ],
  [
    "it lets another connection go",
    [...before, ...wasReset, woken(), elsewhere(holds(1200, []))],
    "holds-socket",
  ],
  [
    "its server lets its end go",
    [...before, ...wasReset, woken(), atServer(holds(1200, []))],
    "holds-socket",
  ],
  [
    "it still sleeps on its connection",
    [...before, ...wasReset, TABLE, sleeps(1100, "recvfrom", socket)],
    "none",
  ],
  ["it never slept on its connection", [START, holds(500, [3]), ...wasReset, TABLE, woken()], "none"],
  ["it has not been looked at since", [...before, ...wasReset, TABLE], "none"],
  ["its server wakes", [...before, ...wasReset, TABLE, ofServer(woken())], "none"],
  ["it woke before the RST", [...before, KILL, GONE, woken(1001), rst(1002), TABLE], "none"],
  [
    "it woke before the RST, and only its server was looked at since",
    [...before, KILL, GONE, woken(1001), rst(1002), TABLE, ofServer(woken())],
    "none",
  ],
  ["it always wakes then", [...before, ...wasReset, TABLE, woken()], "none", HABIT],
  ["a FIN came", [...before, ...died, woken()], "none"],
  ["nobody knows who holds it", [START, SLEPT, ...wasReset, TABLE, woken()], "none"],
  [
    "it is known of another connection alone",
    [START, elsewhere(holds(500, [3])), SLEPT, ...wasReset, woken()],
    "none",
  ],
  [
    "it is known of its server's end alone",
    [START, atServer(holds(500, [3])), SLEPT, ...wasReset, woken()],
    "none",
  ],
  [
    "one of two processes has let go",
    [START, holds(500, [3, 4]), SLEPT, ...wasReset, woken(), holds(1200, [3])],
    "none",
  ],
  [
    "one has let go before the RST came",
    [START, holds(500, [3, 4]), SLEPT, KILL, GONE, holds(1001, [3]), rst(1002), woken()],
    "none",
  ],
  ["it may not be looked at any more", [...before, ...wasReset, woken(), holds(1200, [3], [4])], "none"],
  ["nobody holds it any more", [...before, ...wasReset, woken(), holds(1200, [])], "closes"],
  ["it closes its end", [...before, ...wasReset, woken(), closes(1200)], "closes"],
  ["it connects again", [...before, ...wasReset, woken(), connects(1200)], "reconnects"],
  ["it says so", [...before, ...wasReset, woken(), prints(1200, "connection lost\n")], "tells-user"],
  ["it ends", [...before, ...wasReset, woken(), exits(1200, { exitCode: 0 })], "exits"],
  [
    "the wire has made the RST",
    [...before, KILL, GONE, madeOnTheWire(rst(1002)), TABLE, woken()],
    "holds-socket",
  ],
];

for (const [why, facts, expected, control, other] of rows)
  test(`${why}: ${expected}`, () => assert.equal(reaction(facts, control, other), expected));

test("it keeps its socket as far as it was looked at since the RST came, and somebody held it then", () => {
  const keeps = (...facts: readonly Timed[]): boolean => keepsReset(caseOf([...before, ...facts]));
  assert.equal(keeps(...wasReset, woken(1003)), true);
  assert.equal(keeps(...wasReset, woken(1002)), false);
  assert.equal(keeps(...wasReset, woken(1003), holds(1200, [])), false);
  assert.equal(keeps(woken(1003)), false, "no RST came");
  assert.equal(
    keepsReset(layOut(evidenceOf(observations(...before, ...wasReset, woken(1003))))),
    false,
    "no connection",
  );
});
