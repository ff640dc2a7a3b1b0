// Who holds a socket whose end of file it has read, who goes on over another connection, and who has done with what was
// said.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { reactionTo, waitsForMore } from "../../../src/verdict/notice/reaction.ts";
import { INCOMPLETE, type Sign } from "../../../src/verdict/signs/signs.ts";
import { connection, laidOut, observations, opened, segment, sockets } from "../made-up.ts";
import {
  CRASH,
  type Timed,
  answersRst,
  caseOf,
  closes,
  died,
  expects,
  habit,
  holds,
  onOther,
  onPort,
  prints,
  reaction,
  sends,
  serves,
  sleepTogether,
  sleeps,
  socket,
  terminal,
  types,
  usual,
} from "../one-run.ts";

// ncat: strace shows recv = 0, and the socket open until the end, of which an RST has taken it from every table.
test("who has read the end of file and keeps its socket holds it, also once an RST has taken that from the table", () => {
  const refused = [types(1500), sends(1501), answersRst(1502)];
  const read: Timed = [1100, sockets("CLOSE_WAIT", "FIN_WAIT2")];
  const left: Timed = [1600, sockets()];
  assert.equal(reaction([...died, read, ...refused, left]), "holds-socket");
  assert.equal(reaction([...died, read, ...refused, left, holds(1700, [])]), "closes");
  assert.equal(reaction([...died, read, ...refused, left, prints(1700, "gone\n")]), "tells-user");
  const unread: Timed = [1100, sockets("CLOSE_WAIT", "FIN_WAIT2", 1)];
  assert.equal(reaction([...died, unread, ...refused, left, sleeps(1700, "read", terminal)]), "none");
});

test("who has read the end of file, and then closes its socket as it always does, holds nothing", () => {
  const read: Timed = [1100, sockets("CLOSE_WAIT", "FIN_WAIT2")];
  const left: Timed = [3001, sockets()];
  const closesAnyway = usual(
    habit("segment", "its own FIN", 2900),
    habit("closed", "closing its socket", 2900),
  );
  const cases: readonly (readonly [why: string, facts: readonly Timed[], expected: string])[] = [
    ["by its FIN", [closes(3000), left], "none"],
    ["by its descriptors", [holds(3000, []), left], "none"],
    ["its FIN waits", [[3000, sockets("LAST_ACK", "FIN_WAIT2")]], "none"],
    ["sooner than it does otherwise", [closes(2000), left], "unknown: chance"],
    ["another process may hold it", [holds(3000, [], [5]), left], "unknown: not-observed"],
    ["not at all", [left], "holds-socket"],
  ];
  for (const [why, facts, expected] of cases)
    assert.equal(reaction([...died, read, ...facts], closesAnyway), expected, why);
});

test("whether it was told of an end behind data is unknown, and so is whether it holds its socket, whatever else is seen", () => {
  const together: Timed[] = [
    [1100, sockets("CLOSE_WAIT", "FIN_WAIT2", 8)],
    [1200, sockets("CLOSE_WAIT", "FIN_WAIT2")],
  ];
  const due: ControlRecord = { ...usual(), byItself: { lines: 2, fresh: 0, bytes: 0, ns: 1000e6 } };
  const late = sleeps(2500, "read", terminal);
  assert.equal(reaction([...died, late], due), "goes-silent");
  assert.equal(reaction([...died, ...together, late], due), "unknown: not-observed");
  assert.equal(reaction([...died, ...together, [1300, sockets()], late], due), "unknown: not-observed");
});

test("who goes on over another connection hangs only if it is not answered there either", () => {
  const again: Sign = { kind: "again", atNs: 1510e6, what: "the same on another connection", isAsked: true };
  const asked = [...died, types(1500), sleeps(1900, "recvfrom", socket)];
  const answer = serves(1600, 20);
  const elsewhere = { ...connection.server, port: 80 };
  const cases: readonly (readonly [why: string, facts: readonly Timed[], expected: string])[] = [
    ["not answered", [], "hangs"],
    ["answered there", [onOther(answer)], "switches"],
    ["answered on its own", [answer], "switches"],
    ["before", [onOther(serves(990, 20))], "hangs"],
    ["acknowledged only", [onOther([1600, segment("< . 14:14(0) ack 14")])], "hangs"],
    ["answered on its own, and not as expected", [answer, expects(1700, false)], "hangs"],
    ["by another server", [onPort(50_000, answer, elsewhere)], "hangs"],
  ];
  for (const [why, facts, expected] of cases) {
    const seen = caseOf([...asked, ...facts], { control: usual() });
    assert.equal(reactionTo(seen, 1002e6, [again], [again]), expected, why);
  }
});

test("who has printed an incomplete answer hangs only where one of its threads still waits on the connection", () => {
  const part: Sign = { kind: "woken", atNs: 1510e6, what: INCOMPLETE, isAsked: true };
  const other: Sign = { ...part, what: "no longer waiting for its connection" };
  const asked = [CRASH, types(1500), expects(1700, false)];
  const cases: readonly (readonly [why: string, facts: readonly Timed[], Sign, expected: string])[] = [
    ["on the connection", [sleeps(1900, "recvfrom", socket)], part, "hangs"],
    ["one of two", [sleepTogether(1900, [terminal], [socket])], part, "hangs"],
    ["at work", [sleeps(1900, "running")], part, "none"],
    ["never looked at", [], part, "none"],
    ["at work, and it has printed nothing", [sleeps(1900, "running")], other, "hangs"],
  ];
  for (const [why, facts, sign, expected] of cases) {
    const seen = caseOf([...asked, ...facts], { control: usual() });
    assert.equal(reactionTo(seen, 1000e6, [sign], [sign]), expected, why);
  }
});

test("a line that says nothing of trouble tells nobody, whatever else it has done", () => {
  const line: Sign = { kind: "printed", atNs: 1510e6, what: "two = 0", isAsked: true, isUnclear: true };
  const read: Sign = { kind: "read", atNs: 1500e6, what: "reading the end of file", isAsked: true };
  const { isUnclear: _, ...clear } = line;
  const seen = caseOf([...died, prints(1510, "two = 0\n")], { control: usual() });
  const unknown = { unknown: "says-nothing-wrong" };
  assert.deepEqual(reactionTo(seen, 1002e6, [read, line], [read, line]), unknown);
  assert.deepEqual(reactionTo(seen, 1002e6, [read, line, clear], [read, line, clear]), "tells-user");
});

test("a pattern that takes too long names no failure", () => {
  const line: Sign = { kind: "printed", atNs: 1510e6, what: "two = 0", isAsked: true, isUnclear: true };
  const meaning = { failed: { regexp: "(l|l|ll)+$", flags: "" } };
  const facts = [...died, prints(1510, `${"l".repeat(60)}!\n`)];
  const reacts = reactionTo(caseOf(facts, { control: usual(), meaning }), 1002e6, [line], [line]);
  assert.deepEqual(reacts, { unknown: "says-nothing-wrong" });
});

test("it has done with what was said where it sleeps on its input alone since the last of it", () => {
  const waits = (...facts: readonly Timed[]): boolean => waitsForMore(caseOf([CRASH, ...facts]));
  const look = sleeps(1600, "read", terminal);
  const [, alone] = holds(1000, [3]);
  const servers: Timed = [1550, { ...alone, end: "server", owners: [1, 2].map((pid) => ({ pid })) } as never];
  assert.equal(waits(types(1500), look), true);
  assert.equal(waits(types(1500), look, types(1700)), false, "more was said since");
  assert.equal(waits(types(1500), sleeps(1600, "recvfrom", socket)), false);
  assert.equal(waits(types(1500)), false, "never looked at");
  assert.equal(waits(types(1500), holds(1550, [3, 4]), look), false, "another process of it may wait");
  assert.equal(
    waits(types(1500), holds(1550, [3], [4]), look),
    false,
    "so may one that may not be looked at",
  );
  assert.equal(waits(types(1500), holds(1550, [3]), servers, look), true, "those of its server are others");
  const untyped = opened.filter(([, fact]) => fact.kind !== "typed");
  const waitsBy = (...facts: readonly Timed[]): boolean =>
    waitsForMore(laidOut(observations(...untyped, ...facts)));
  assert.equal(waitsBy(CRASH, look), false, "nothing was said, and in a silence it may still wait");
  assert.equal(waitsBy(...died, look), true, "it asked by itself before the end");
  assert.equal(waitsBy(...died, sleeps(1001, "read", terminal)), false, "that was before it came");
});
