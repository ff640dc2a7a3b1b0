// A client that comes to a server which is down, wedged or out of reach: what must be seen of that, and how often it tried.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Case, layOut } from "../../../src/timeline/case.ts";
import type { FaultEvidence } from "../../../src/timeline/fault-evidence.ts";
import type { Fact, SocketSample } from "../../../src/timeline/observation.ts";
import {
  firstTry,
  missingOfBar,
  missingOfTry,
  triesInWords,
  triesOf,
} from "../../../src/verdict/signs/tries.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { connection, evidenceOf, observations, segment } from "../made-up.ts";
import { CRASH, type Timed, caseOf, connects, sleeps, socket } from "../one-run.ts";

const tried: FaultEvidence = { endings: ["silence"], tried: true };
/** The fault is there before the client; its connection is the one that it tries to make. */
const caseWith = (...facts: readonly Timed[]): Case =>
  layOut(evidenceOf(observations([0, { kind: "connection", ...connection }], CRASH, ...facts)));
const answers = (ms: number, port: number, flags: string): Timed => [
  ms,
  { ...segment("< S. 0:0(0) ack 1"), from: connection.server, to: { ...connection.client, port }, flags },
];
const probe: Timed = [
  500,
  { kind: "probe", connection: { ...connection, client: { ...connection.client, port: 45_000 } }, text: "" },
];

test("its tries: the connections it tried to make, the SYNs for them, for how long, and whether TCP connected one", () => {
  const tries = (...facts: readonly Timed[]): unknown => triesOf(caseWith(...facts), tried).tries;
  const twice = [connects(1100, 41_000), connects(2100, 41_000), connects(2500, 42_000)];
  assert.deepEqual(tries(...twice), { attempts: 2, syns: 3, ns: 1400e6, isConnected: false });
  assert.deepEqual(tries(connects(1100)), { attempts: 1, syns: 1, ns: 0, isConnected: false });
  assert.deepEqual(tries(connects(1100), [1200, { kind: "attempts", count: 5 }]), {
    attempts: 6,
    syns: 6,
    ns: 0,
    isConnected: false,
  });
  const connected = (...facts: readonly Timed[]): boolean | undefined =>
    triesOf(caseWith(connects(1100, 41_000), ...facts), tried).tries?.isConnected;
  assert.equal(connected(answers(1101, 41_000, "S.")), true);
  assert.equal(connected(answers(1101, 41_000, "R.")), false);
  assert.equal(connected(connects(1200, 42_000), answers(1201, 42_000, "S.")), true, "one of them");
  assert.equal(connected(answers(1101, 41_001, "S.")), false, "another one");
  const [ms, other] = answers(1101, 41_000, "S.");
  assert.equal(
    connected([ms, { ...other, from: { ...connection.server, port: 80 } } as Fact]),
    false,
    "another server",
  );
  assert.equal(tries(), undefined);
  assert.deepEqual(
    triesOf(caseWith(connects(1100)), { endings: ["fin"] }),
    {},
    "a fault that comes to a connection",
  );
  const [at, syn] = connects(1100);
  for (const each of [
    connects(900),
    connects(1000),
    [at, { ...syn, flags: "P" } as Fact],
    [at, { ...syn, to: { ...connection.server, port: 80 } } as Fact],
  ] as Timed[])
    assert.equal(tries(each), undefined);
  assert.equal(tries(probe, connects(1100, 45_000)), undefined, "deadpeer's own");
});

test("it cannot have known before it tried", () => {
  assert.equal(firstTry(caseWith(connects(1200), connects(1300)), tried), 1200e6);
  assert.equal(firstTry(caseWith(connects(1200)), { endings: ["fin"] }), undefined);
  assert.equal(firstTry(caseWith(), tried), undefined);
});

test("what it waits in is looked at in the end: it may try again only after a while", () => {
  const looks = [sleeps(1150, "connect", socket), sleeps(1500, "clock_nanosleep")];
  assert.equal(judgeClient(caseWith(connects(1100), ...looks), tried).waiting, "asleep in clock_nanosleep");
});

const row = (other: Partial<SocketSample>): SocketSample => ({
  local: connection.server,
  remote: connection.client,
  state: "ESTABLISHED",
  recvQ: 0,
  sendQ: 0,
  inode: 1,
  ...other,
});
const table = (ms: number, ...rows: readonly Partial<SocketSample>[]): Timed => [
  ms,
  { kind: "sockets", rows: rows.map(row) },
];

test("that the client tried, that the queue was full before, and that no process accepted it", () => {
  const lacks = (expected: Partial<FaultEvidence>, ...facts: readonly Timed[]): string | undefined =>
    missingOfTry(caseWith(...facts), { ...tried, ...expected });
  const untried = "the client was not seen to try to connect";
  assert.equal(lacks({}), untried);
  assert.equal(lacks({}, connects(1100)), undefined);
  assert.equal(missingOfTry(caseWith(), { endings: ["fin"] }), undefined);
  const fullQueue = true;
  const listening = (ms: number, recvQ: number): Timed =>
    table(ms, { recvQ: 9 }, { state: "LISTEN", recvQ, sendQ: 2 });
  const notFull = "the accept queue was not seen full before the client came";
  assert.equal(lacks({ fullQueue }, listening(1050, 3), connects(1100)), undefined);
  assert.equal(lacks({ fullQueue }, listening(1050, 2), connects(1100)), notFull, "as many as it takes");
  assert.equal(
    lacks({ fullQueue }, listening(1040, 3), listening(1050, 1), connects(1100)),
    notFull,
    "not any more",
  );
  assert.equal(lacks({ fullQueue }, connects(1100), listening(1100, 3)), notFull, "only afterwards");
  assert.equal(lacks({ fullQueue }, table(1050, {}), connects(1100)), notFull);
  const unaccepted = true;
  const accepted = "a process of the server accepted the connection";
  assert.equal(lacks({ unaccepted }, connects(1100), table(1200, { inode: 5 })), accepted);
  assert.equal(lacks({}, connects(1100), table(1200, { inode: 5 })), undefined);
  assert.equal(
    lacks({ unaccepted }, connects(1100), table(1200, { inode: 0 })),
    undefined,
    "it waits for accept(2)",
  );
  assert.equal(lacks({ unaccepted }, connects(1100), table(1150, { inode: 0 }), table(1200, {})), accepted);
  const over: Timed = [1200, { kind: "recovered", isUndone: true, text: "" }];
  assert.equal(
    lacks({ unaccepted }, connects(1100), over, table(1200, { inode: 5 })),
    undefined,
    "once it was over",
  );
  assert.equal(lacks({ unaccepted }, connects(1100), table(1199, { inode: 5 }), over), accepted);
  assert.equal(
    lacks(
      { unaccepted },
      connects(1100),
      table(1200, { local: connection.client, remote: connection.server }),
    ),
    undefined,
  );
});

test("who connected once the server was to serve nobody must not have been served", () => {
  const barred: Timed = [1050, { kind: "barred", text: "" } as unknown as Fact];
  const client = (port: number): Partial<SocketSample> => ({ remote: { ...connection.client, port } });
  const lacks = (...facts: readonly Timed[]): string | undefined => missingOfBar(caseOf([CRASH, ...facts]));
  const served = "a process of the server accepted a new connection";
  assert.equal(lacks(barred, connects(1100, 41_000), table(1200, client(41_000))), served);
  assert.equal(
    lacks(
      barred,
      connects(1100, 41_000),
      table(1200, client(40_000)),
      table(1300, client(40_000), client(41_000)),
    ),
    served,
  );
  assert.equal(
    lacks(barred, connects(1100, 41_000), table(1200, { ...client(41_000), inode: 0 })),
    undefined,
  );
  assert.equal(
    lacks(barred, connects(1100, 41_000), table(1200, client(40_000))),
    undefined,
    "it was there before",
  );
  assert.equal(
    lacks(connects(1040, 41_000), barred, table(1200, client(41_000))),
    undefined,
    "it came before",
  );
  assert.equal(
    lacks(
      barred,
      connects(1100, 41_000),
      table(1200, { ...client(41_000), local: { ...connection.server, port: 80 } }),
    ),
    undefined,
  );
  assert.equal(lacks(connects(1100, 41_000), table(1200, client(41_000))), undefined, "it serves");
});

test("the tries in a sentence", () => {
  const say = (
    attempts: number,
    syns: number,
    by: "rst" | "silence" = "silence",
    isConnected = false,
  ): string | undefined =>
    triesInWords({ tries: { attempts, syns, ns: 3034e6, isConnected }, ending: { by } })[0];
  assert.equal(say(1, 1), "It tried to connect once, with 1 SYN.");
  assert.equal(say(1, 3), "It tried to connect once, with 3 SYNs within 3 034 ms.");
  assert.equal(
    say(2, 3, "rst", false),
    "It tried to connect 2 times, with 3 SYNs within 3 034 ms, and an RST came back.",
  );
  assert.equal(say(1, 1, "silence", true), "It tried to connect once, with 1 SYN, and TCP connected it.");
  assert.equal(
    say(49, 49, "rst", true),
    "It tried to connect 49 times, with 49 SYNs within 3 034 ms, an RST came back, and in the end TCP connected it.",
  );
  assert.deepEqual(triesInWords({ ending: { by: "silence" } }), []);
});
