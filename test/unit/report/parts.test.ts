// The parts of a report: rungs, socket tables, statements, and the lines of single observations.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TIME_WIDTH, createLadder, isWide } from "../../../src/report/ladder.ts";
import { formatSockets } from "../../../src/report/netstat.ts";
import { formatCount, formatStatements, formatVerdict } from "../../../src/report/statements.ts";
import { createStory } from "../../../src/report/story.ts";
import { formatLine } from "../../../src/report/story-lines.ts";
import { SHOWN } from "../../../src/report/stream-fold.ts";
import { segmentsOf } from "../../../src/timeline/conversation.ts";
import type { Fact, OtherPortFact } from "../../../src/timeline/observation.ts";
import type { Statement } from "../../../src/timeline/record.ts";
import { goldenRun } from "../golden.ts";
import { connection, observations, opened, segment, sockets } from "../made-up.ts";
import { terminalOf } from "../told.ts";

test("a rung is an arrow in its segment's direction between the states that it leaves", () => {
  const ladder = createLadder(terminalOf(80));
  const made = segmentsOf(observations(...opened, [9, segment("< F. 14:14(0) ack 14")]), connection);
  const rungs = made.map((each) => ladder.rung(each));
  assert.equal(rungs[0], "SYN_SENT    ----------------- S 0:0(0) ----------------->    SYN_RECV");
  assert.equal(rungs.at(-1), "CLOSE_WAIT  <------------ F. 14:14(0) ack 14 ------------   FIN_WAIT1");
  assert.ok(rungs.every((rung) => rung.length === 80 - 11));
  assert.equal(ladder.head("server").length, 80);
});

test("a rung with numbers of five digits fits every terminal that has rungs", () => {
  const facts = [
    segment("> FP. 88888:99999(11111) ack 99999"),
    segment("< FP. 88888:99999(11111) ack 99999"),
  ];
  const large = observations(...opened, ...facts.map((fact) => [9, fact] as const));
  for (let width = 20; width <= 100; width += 1) {
    if (!isWide(terminalOf(width))) continue;
    const ladder = createLadder(terminalOf(width));
    for (const each of segmentsOf(large, connection))
      assert.ok(ladder.rung(each).length <= width - TIME_WIDTH, `${width} columns`);
  }
});

test("with Unicode the arrows are as wide", () => {
  const [first] = segmentsOf(observations(...opened), connection);
  assert.ok(first);
  const [ascii, unicode] = [false, true].map((each) =>
    createLadder(terminalOf(80, { unicode: each })).rung(first),
  );
  assert.match(unicode ?? "", /^SYN_SENT {4}─+ S 0:0\(0\) ─+▶ {4}SYN_RECV$/);
  assert.equal(unicode?.length, ascii?.length);
});

test("the sockets are as netstat shows them, with the queue of the end that has not read its FIN", () => {
  assert.deepEqual(formatSockets(sockets("CLOSE_WAIT", "FIN_WAIT2", 1).rows, connection, terminalOf(80)), [
    "Proto Recv-Q Send-Q Local Address         Foreign Address       State",
    "tcp        0      0 *:9877                *:*                   LISTEN",
    "tcp        0      0 127.0.0.1:9877        127.0.0.1:40000       FIN_WAIT2",
    "tcp        1      0 127.0.0.1:40000       127.0.0.1:9877        CLOSE_WAIT",
  ]);
});

test("a listening socket's backlog is not shown as bytes, and IPv6 is tcp6", () => {
  const any = { address: "::", port: 0 };
  const local = { address: "::", port: 9877 };
  const row = { local, remote: any, state: "LISTEN" as const, recvQ: 0, sendQ: 4096, inode: 1 };
  const [, line] = formatSockets([row], connection, terminalOf(80));
  assert.equal(line, "tcp6       0      0 *:9877                *:*                   LISTEN");
});

test("sockets of other connections are not shown, and ends that are gone are said to be", () => {
  const others = sockets("ESTABLISHED", "ESTABLISHED").rows.map((row) =>
    row.state === "LISTEN" ? row : { ...row, local: { ...row.local, port: 7 } },
  );
  assert.deepEqual(formatSockets(others, connection, terminalOf(80)).slice(1), [
    "tcp        0      0 *:9877                *:*                   LISTEN",
    "(both ends of the connection are gone from the table)",
  ]);
});

test("on a narrow terminal there is a line for each socket", () => {
  assert.deepEqual(formatSockets(sockets("CLOSE_WAIT", "FIN_WAIT2", 1).rows, connection, terminalOf(40)), [
    "*:9877 LISTEN rq 0",
    "server FIN_WAIT2 rq 0",
    "client CLOSE_WAIT rq 1",
  ]);
});

const statement: Statement = {
  id: "5.12.2b",
  text: "A FIN goes.",
  outcome: "holds",
  note: "F.",
  because: [1],
};

test("a statement has its outcome, its id, its text and what shows it; for the unknown the reason", () => {
  assert.deepEqual(formatStatements([statement], terminalOf(80)), [
    "holds    5.12.2b       A FIN goes.",
    "                       seen: F.",
  ]);
  assert.deepEqual(formatStatements([{ ...statement, outcome: "unknown", note: "off" }], terminalOf(20)), [
    "unknown 5.12.2b",
    "A FIN goes.",
    "why: off",
    "",
  ]);
});

test("statements are counted by outcome", () => {
  const outcomes = ["holds", "differs", "holds", "unknown"] as const;
  const counted = formatCount(outcomes.map((outcome) => ({ ...statement, outcome })));
  assert.equal(counted, "2 hold, 1 differ, 1 unknown");
  assert.equal(formatCount([]), "0 hold, 0 differ, 0 unknown");
});

const hasControl = (text: string): boolean => /\p{Cc}/u.test(text);

test("what programs printed is shown, and not obeyed: in a note, in the verdict, in the story", () => {
  const evil = "\u001b[2J\u0007evil";
  assert.match(formatStatements([{ ...statement, note: evil }], terminalOf(80)).join(), /seen: \?\[2J\?evil/);
  const run = goldenRun("run-5-12");
  const verdict = { ...run.verdict, summary: [evil, evil] };
  assert.ok(!hasControl(formatVerdict({ ...run, verdict }, terminalOf(80)).join()));
  for (const kind of ["typed", "printed"] as const) {
    const [seen] = observations([0, { kind, role: "client", text: evil } as Fact]);
    assert.ok(seen);
    assert.ok(!hasControl(formatLine(seen)?.text ?? "\u001b"), kind);
  }
});

test("nor is what others wrote elsewhere: a title, the name of a process, the answer to a probe", () => {
  const evil = "\u001b[2Jevil";
  const title = formatVerdict({ ...goldenRun("run-5-12"), title: evil }, terminalOf(80));
  const owners = [{ pid: 1, parent: 0, state: "S", name: evil }];
  const [seen] = observations([0, { kind: "owners", end: "server", connection, inode: 1, owners }]);
  assert.ok(seen);
  for (const text of [title.join(), formatLine(seen)?.text ?? ""]) assert.ok(!hasControl(text));
});

test("kinds that have a way of their own, or are not told, have no line", () => {
  const kinds: Fact[] = [segment("> S 0:0(0)"), sockets(), { kind: "connection", ...connection }];
  for (const [i, fact] of kinds.entries()) assert.equal(formatLine({ id: i, atNs: 0, ...fact }), undefined);
});

test("a server's processes: who listens, the children, the zombies", () => {
  const row = (pid: number, state = "S") => ({ pid, parent: 1, state, name: "s" });
  const tell = (rows: ReturnType<typeof row>[], listeners: number[]): string | undefined =>
    formatLine({ id: 1, atNs: 0, kind: "processes", rows, listeners })?.text;
  assert.match(tell([row(4), row(5)], [4]) ?? "", /^server 4: it listens; child(ren)? 5; no zombie$/);
  assert.equal(tell([row(4), row(5, "Z")], [5]), "server 4: it does not listen; no child; zombie 5");
  assert.equal(tell([], []), "the server has no process left");
});

test("segments that came before the connection was known are told once it is", () => {
  const story = createStory(terminalOf(80));
  const [made, ...rest] = observations(...opened);
  const [first] = rest;
  assert.ok(made && first);
  assert.deepEqual(story.tell(first), []);
  assert.match(
    story.tell(made).join("\n"),
    /connection 127\.0\.0\.1:40000 to 127\.0\.0\.1:9877\n[^]*S 0:0\(0\)/,
  );
});

test("the states beside a connection that was there before are not those of another one, and come from the table", () => {
  const story = createStory(terminalOf(80));
  const client = { ...connection.client, port: 40_001 };
  const old = { client, server: connection.server };
  const of = (fact: Fact): Fact =>
    JSON.parse(JSON.stringify(fact).replaceAll(String(connection.client.port), String(client.port))) as Fact;
  const told = observations(
    ...opened,
    [9, segment("> F. 14:14(0) ack 14")],
    [9, segment("< F. 14:14(0) ack 15")],
    [9, segment("> . 15:15(0) ack 15")],
    [10, { kind: "connection", ...old }],
    [11, of(segment("< P. 1:4(3) ack 1"))],
    [12, of(sockets("CLOSE_WAIT", "FIN_WAIT2"))],
    [13, of(segment("> P. 1:4(3) ack 4"))],
    [14, of(segment("> F. 4:4(0) ack 4"))],
  );
  const rungs = told.flatMap((each) => story.tell(each)).filter((line) => /P\.|F\. 4/.test(line));
  assert.deepEqual(
    rungs.slice(-3).map((line) => [line.slice(TIME_WIDTH, TIME_WIDTH + 12).trim(), line.slice(-12).trim()]),
    [
      ["", ""],
      ["CLOSE_WAIT", "FIN_WAIT2"],
      ["LAST_ACK", "TIME_WAIT"],
    ],
  );
});

test("the same processes, or the same sockets, are not told twice", () => {
  const story = createStory(terminalOf(80));
  const rows = [{ pid: 4, parent: 1, state: "S", name: "s" }];
  const step: Fact = { kind: "step", step: "1", text: "x" };
  const processes: Fact = { kind: "processes", rows, listeners: [4] };
  const told = observations(
    ...opened,
    [6, processes],
    [7, processes],
    [8, sockets("ESTABLISHED")],
    [9, step],
    [9, step],
  );
  const lines = told.flatMap((each) => story.tell(each)).concat(story.end());
  assert.equal(lines.filter((line) => line.includes("it listens")).length, 1);
  assert.equal(lines.filter((line) => line.includes("Proto")).length, 1);
});

test("of a long stream of segments the first are told, and then how many more there were", () => {
  const bulk = Array.from({ length: 1000 }, (_, i): [number, Fact] => [
    10 + i,
    segment(`< . ${1 + i * 1000}:${1001 + i * 1000}(1000) ack 14`),
  ]);
  const story = createStory(terminalOf(80));
  const told = observations(
    ...opened,
    ...bulk,
    [2000, { kind: "printed", role: "client", text: "half\n" }],
    ...bulk.slice(0, SHOWN + 1).map(([ms, fact]): [number, Fact] => [2000 + ms, fact]),
    [4000, segment("< F. 1000001:1000001(0) ack 14")],
    ...bulk.slice(0, 3).map(([ms, fact]): [number, Fact] => [4000 + ms, fact]),
  );
  const lines = told.flatMap((each) => story.tell(each)).concat(story.end());
  const found = (pattern: RegExp): string[] => lines.filter((line) => pattern.test(line));
  assert.deepEqual(
    found(/more|half|F\./).map((line) => line.replaceAll(/\s+/g, " ").trim()),
    [
      "1009.000 (960 segments more: 0 bytes to the server, 960,000 to the client)",
      "2000.000 printed: half",
      "2050.000 (1 segment more: 0 bytes to the server, 1,000 to the client)",
      "4000.000 CLOSE_WAIT <------- F. 1000001:1000001(0) ack 14 ------- FIN_WAIT1",
    ],
  );
  assert.equal(found(/\(1000\)/).length, 2 * SHOWN + 3);
});

test("a connection to another port is told with who has made it, and that it is not watched", () => {
  const ends = {
    client: { address: "10.9.0.1", port: 40_000 },
    server: { address: "10.9.0.2", port: 7001 },
  };
  const told = (other: Partial<OtherPortFact>): string | undefined =>
    formatLine({ id: 1, atNs: 1, kind: "other-port", ...ends, count: 1, ...other })?.text;
  const to = "to another port: 10.9.0.2:7001 (not watched)";
  assert.equal(told({ by: "client" }), `the client's connection, from port 40000, ${to}`);
  assert.equal(told({ by: "own" }), `a command's connection, from port 40000, ${to}`);
  assert.equal(told({ count: 3 }), `somebody's 3 more connections ${to}`);
});
