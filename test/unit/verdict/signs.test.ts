// The signs that show from outside that a client knows, each by itself: docs/verdict.md, "Signs".

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import { mayHaveClosed } from "../../../src/verdict/bytes/closed-socket.ts";
import { findSigns, hasReconnected, isOverAgain, newSyns } from "../../../src/verdict/signs/signs.ts";
import { connection, evidenceOf, observations, segment, sockets } from "../made-up.ts";
import {
  KILL,
  START,
  type Timed,
  aborts,
  acks,
  caseOf,
  closes,
  connects,
  exits,
  fin,
  holds,
  madeOnTheWire,
  ofServer,
  onPort,
  pipe,
  sends,
  serves,
  sleepTogether,
  sleeps,
  socket,
  types,
} from "../one-run.ts";

/** The signs after 1000 ms: `1100 segment its own FIN`. */
const signs = (...facts: readonly Timed[]): string[] =>
  findSigns(caseOf(facts), 1000e6).map(({ atNs, kind, what }) => `${atNs / 1e6} ${kind} ${what}`);

const elsewhere = { ...connection, client: { ...connection.client, port: 50_000 } };
const ofAnother = ([ms, fact]: Timed): Timed => [ms, { ...fact, connection: elsewhere } as Fact];
const table = (ms: number, ...states: Parameters<typeof sockets>): Timed => [ms, sockets(...states)];

test("its own FIN or RST, and no one else's, and not before", () => {
  assert.deepEqual(signs(closes(1100)), ["1100 segment its own FIN"]);
  assert.deepEqual(signs(aborts(1100)), ["1100 segment its own RST"]);
  assert.deepEqual(signs(madeOnTheWire(aborts(1100))), [], "a router has answered the server in its name");
  assert.deepEqual(signs(closes(1000), acks(1100), fin(1200), serves(1300)), []);
  assert.deepEqual(signs(closes(900), closes(1100), aborts(1200)), ["1100 segment its own FIN"]);
});

test("a new connection: a SYN from another port to the server's, each once, and not deadpeer's own", () => {
  assert.deepEqual(signs(connects(1100), connects(1101, 41_100), connects(1200)), [
    "1100 connect a new connection",
    "1200 connect a new connection",
  ]);
  const to = (port: number, [ms, fact]: Timed): Timed => [
    ms,
    { ...fact, to: { ...connection.server, port } } as Fact,
  ];
  const probe: Timed = [900, { kind: "probe", connection: elsewhere, text: "" }];
  const answer: Timed = [1100, { ...connects(1100)[1], flags: "S." } as Fact];
  const data: Timed = [1100, { ...connects(1100)[1], flags: "P." } as Fact];
  const later: Timed = [1100, { ...connects(1100)[1], flags: "." } as Fact];
  assert.deepEqual(signs(connects(1000), to(80, connects(1100)), answer, data, later), []);
  assert.deepEqual(signs(probe, connects(1100, 50_000), connects(1200, connection.client.port)), []);
  const many = Array.from({ length: 510 }, (_, i) => connects(1100, 50_001 + i));
  assert.equal(signs(...many).length, 500, "no more are looked at");
  const reset: Timed = [1100, { ...connects(1100)[1], flags: "R" } as Fact];
  assert.deepEqual(signs(reset), []);
  const answered: Timed = [1101, segment("< S. 0:0(0) ack 1")];
  const unconnected = layOut(
    evidenceOf(observations(KILL, connects(1100), answered, table(1200, "CLOSE_WAIT"), holds(1300, []))),
  );
  assert.equal(hasReconnected(unconnected, 0), false);
  assert.deepEqual(newSyns(unconnected, 0), []);
  assert.deepEqual(findSigns(unconnected, 0), []);
});

test("it has reconnected where the server has answered one of its attempts", () => {
  const answered = (ms: number, port: number, flags: string, from = connection.server): Timed => [
    ms,
    { ...segment("< S. 0:0(0) ack 1"), from, to: { ...connection.client, port }, flags },
  ];
  const has = (...facts: readonly Timed[]): boolean => hasReconnected(caseOf(facts), 1000e6);
  assert.equal(has(connects(1100, 50_000), answered(1101, 50_000, "S.")), true);
  assert.equal(has(connects(1100, 50_000), answered(1101, 50_000, "R.")), false);
  assert.equal(has(connects(1100, 50_000), answered(1101, 50_000, "S")), false);
  assert.equal(has(connects(1100, 50_000), answered(1101, 50_001, "S.")), false);
  const web = { ...connection.server, port: 80 };
  assert.equal(has(connects(1100, 50_000), answered(1101, 50_000, "S.", web)), false);
});

test("it is over again where each connection that it has made has ended, whoever ended it", () => {
  const of = (ms: number, port: number, flags: string, isServers: boolean): Timed => {
    const client = { ...connection.client, port };
    const [from, to] = isServers ? [connection.server, client] : [client, connection.server];
    return [ms, { ...segment("< S. 0:0(0) ack 1"), from, to, flags }];
  };
  const made = (port: number): Timed[] => [connects(1100, port), of(1101, port, "S.", true)];
  const isSo = (...facts: readonly Timed[]): boolean => isOverAgain(caseOf(facts), 1000e6);
  assert.equal(isSo(...made(50_000), of(1102, 50_000, "F.", true)), true);
  assert.equal(isSo(...made(50_000), of(1102, 50_000, "F.", false)), true);
  assert.equal(isSo(...made(50_000)), false);
  assert.equal(isSo(...made(50_000), ...made(50_001), of(1102, 50_000, "F.", true)), false, "one is left");
  assert.equal(isSo(connects(1100, 50_000), of(1102, 50_000, "R.", true)), false, "it was refused");
  assert.equal(isSo(fin(1002)), false, "the first one");
});

test("reading the end of file: CLOSE_WAIT, and nothing in the receive queue", () => {
  assert.deepEqual(signs(table(1100, "CLOSE_WAIT", "FIN_WAIT2", 1), table(1200, "CLOSE_WAIT", "FIN_WAIT2")), [
    "1200 read reading the end of file",
  ]);
  assert.deepEqual(
    signs(table(1100, "ESTABLISHED"), table(1000, "CLOSE_WAIT"), table(900, "CLOSE_WAIT")),
    [],
  );
});

test("letting go of its socket: one of its processes, of this end and of this connection, and not all of them", () => {
  const letGo = (...facts: readonly Timed[]): string[] => signs(holds(900, [3, 4]), KILL, ...facts);
  const found = ["1100 let-go one of its processes letting go of the socket"];
  assert.deepEqual(letGo(holds(1100, [3])), found);
  assert.deepEqual(signs(holds(900, [3, 4, 5]), KILL, holds(1100, [3, 4])), found);
  const [ms, held] = holds(1100, [3]);
  assert.deepEqual(letGo([ms, { ...held, end: "server" } as Fact]), [], "the server's");
  assert.deepEqual(letGo(ofAnother(holds(1100, [3]))), [], "another connection");
  assert.deepEqual(letGo(ofAnother(holds(950, [9])), holds(1100, [3])), found);
  assert.deepEqual(letGo(holds(1100, [])), ["1100 closed closing its socket"], "all of them");
  assert.deepEqual(letGo(holds(1100, [3], [4])), [], "one that may hold it cannot be looked at");
  assert.deepEqual(letGo(holds(1100, [3, 4, 5])), [], "one more has it");
  assert.deepEqual(signs(holds(800, [3]), holds(900, [3, 4]), KILL, holds(1100, [3])), found, "not before");
  const [later] = findSigns(caseOf([holds(900, [3, 4]), KILL, holds(1100, [3]), holds(1300, [4])]), 1200e6);
  assert.equal(later?.atNs, 1300e6);
});

test("what it sent on another connection before is no sign", () => {
  const other = (at: number, from: number): Timed =>
    onPort(50_000, [at, segment(`> P. ${from}:${from + 8}(8) ack 1`, "another\n")]);
  const open = ["> S 0:0(0)", "< S. 0:0(0) ack 1", "> . 1:1(0) ack 1"].map((each) =>
    onPort(50_000, [6, segment(each)]),
  );
  const sent = (...facts: readonly Timed[]): string[] =>
    signs(START, ...open, KILL, ...facts).filter((sign) => sign.includes("another"));
  assert.deepEqual(sent(types(500), other(501, 1)), []);
  assert.deepEqual(sent(types(1100), other(1101, 1)), ["1101 elsewhere sending on another connection"]);
});

test("closing its socket: nobody holds it any more, or the table shows its end closing", () => {
  const closing = (...facts: readonly Timed[]): string[] =>
    signs(...facts).filter((sign) => !sign.includes("read"));
  assert.deepEqual(closing(holds(1050, [3]), holds(1100, []), holds(1200, [])), [
    "1100 closed closing its socket",
  ]);
  for (const state of ["FIN_WAIT1", "FIN_WAIT2", "CLOSING", "LAST_ACK"] as const)
    assert.deepEqual(closing(table(1100, state)), ["1100 closed closing its socket"], state);
  assert.deepEqual(closing(holds(1200, []), table(1100, "LAST_ACK")), ["1100 closed closing its socket"]);
  assert.deepEqual(closing(holds(1100, []), table(1200, "LAST_ACK")), ["1100 closed closing its socket"]);
  for (const state of ["ESTABLISHED", "CLOSE_WAIT", "TIME_WAIT"] as const)
    assert.deepEqual(closing(table(1100, state)), [], state);
  assert.deepEqual(closing(holds(1000, []), table(1000, "LAST_ACK")), [], "not before");
  assert.deepEqual(closing(holds(1100, [3])), []);
  assert.deepEqual(closing(holds(1100, [], [4])), [], "one that may hold it cannot be looked at");
  const [ms, held] = holds(1100, []);
  assert.deepEqual(closing([ms, { ...held, end: "server" } as Fact], ofAnother(holds(1200, []))), []);
  assert.deepEqual(closing(table(1100, undefined, "FIN_WAIT2")), [], "it is in no table");
});

test("of a client that had closed its half before, the table says nothing new", () => {
  const isClosed = (...facts: readonly Timed[]): boolean =>
    signs(...facts).includes("1100 closed closing its socket");
  assert.equal(isClosed(closes(900), table(1100, "FIN_WAIT2")), false);
  assert.equal(isClosed(table(900, "FIN_WAIT1"), table(1100, "FIN_WAIT1")), false, "its FIN was not seen");
  assert.equal(isClosed(closes(900), table(950, "FIN_WAIT2"), holds(1100, [])), true, "nobody holds it");
  assert.equal(isClosed(fin(900), table(1100, "LAST_ACK")), true, "the server had");
  assert.equal(isClosed(table(1100, "FIN_WAIT1"), closes(1150)), true, "its FIN came later");
});

test("it may have closed its socket: who holds it cannot be looked at, and the socket is in no table any more", () => {
  const may = (...facts: readonly Timed[]): boolean => mayHaveClosed(caseOf(facts));
  const hides = holds(1100, [], [3]);
  assert.equal(may(hides, table(1200)), true);
  assert.equal(may(hides), false, "no table was looked at");
  assert.equal(may(table(900), hides, table(1200, "CLOSE_WAIT")), false, "it is there");
  assert.equal(may(hides, holds(1150, [3]), table(1200)), false, "it shows itself again");
  assert.equal(may(holds(1100, [3]), table(1200)), false);
  const ofTheServer: Timed = [1150, { ...holds(1150, [7])[1], end: "server" } as Fact];
  assert.equal(may(hides, ofTheServer, table(1200)), true, "the other end says nothing");
  assert.equal(mayHaveClosed(layOut(evidenceOf(observations(hides, table(1200))))), false);
});

test("its end, as it ended", () => {
  assert.deepEqual(signs(exits(1100, { exitCode: 3 })), ["1100 exit its end (exit code 3)"]);
  assert.deepEqual(signs(exits(1100, { signal: "SIGHUP" })), ["1100 exit its end (SIGHUP)"]);
  assert.deepEqual(signs(exits(1000, { exitCode: 3 })), []);
  assert.deepEqual(signs(ofServer(exits(1100, { exitCode: 3 }))), []);
});

test("no longer waiting for its connection: its main thread sleeps on something else, once for each time it had slept on it", () => {
  const [waits, turns] = [sleeps(900, "poll", socket), sleeps(1100, "nanosleep")];
  const woken = "woken no longer waiting for its connection";
  assert.deepEqual(signs(waits, turns, sleeps(1200, "nanosleep")), [`1100 ${woken}`]);
  assert.deepEqual(signs(sleepTogether(900, [pipe], [socket]), turns), [`1100 ${woken}`], "another thread");
  assert.deepEqual(signs(waits, turns, sleeps(1200, "poll", socket), sleeps(1300, "read", pipe)), [
    `1100 ${woken}`,
    `1300 ${woken}`,
  ]);
  assert.deepEqual(signs(sleeps(900, "read", pipe), turns), [], "it never slept on it");
  assert.deepEqual(signs(turns), []);
  assert.deepEqual(signs(waits, sleeps(1000, "nanosleep")), []);
  assert.deepEqual(signs(waits, sleeps(1100, "running")), [], "it may sleep on it again");
  assert.deepEqual(signs(waits, [1100, { kind: "waiting", role: "client", pid: 9, threads: [] }]), []);
  assert.deepEqual(signs(waits, ofServer(turns)), []);
  assert.deepEqual(signs(ofServer(waits), turns), []);
  const often = Array.from({ length: 501 }, (_, i) => [
    sleeps(1100 + i, "poll", socket),
    sleeps(1100.5 + i, "nanosleep"),
  ]);
  assert.equal(signs(...often.flat()).length, 500);
});

test("what it sends, each byte once", () => {
  const what = "sent what it sends by itself";
  assert.deepEqual(signs(sends(1100), sends(1200), sends(1300, 20)), [`1100 ${what}`, `1300 ${what}`]);
  assert.deepEqual(signs(sends(900), sends(1000, 20), acks(1100), serves(1200)), []);
  assert.deepEqual(signs(sends(1100, 50), sends(1200)), [`1100 ${what}`], "an earlier part is no news");
  const many = Array.from({ length: 501 }, (_, i) => sends(1100 + i, 14 + i * 6));
  assert.equal(signs(...many).length, 500);
});

test("in the order of time; asked is what came after the first thing said since the fault", () => {
  const seen = caseOf([
    types(900),
    KILL,
    exits(1400, { exitCode: 0 }),
    connects(1180),
    table(1170, "CLOSE_WAIT"),
    types(1200),
    types(1250),
    closes(1100),
    aborts(1150),
  ]);
  const found = findSigns(seen, 1000e6).map(({ atNs, kind, isAsked }) => [atNs / 1e6, kind, isAsked]);
  assert.deepEqual(found, [
    [1100, "segment", false],
    [1170, "read", false],
    [1180, "connect", false],
    [1400, "exit", true],
  ]);
  const justThen = findSigns(caseOf([KILL, types(1200), closes(1200)]), 1000e6);
  assert.equal(justThen[0]?.isAsked, false);
});
