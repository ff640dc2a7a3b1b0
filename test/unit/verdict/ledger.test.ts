// The ledger: where each thing said and each byte got to, on runs made up to the segment.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import {
  FAULT,
  FIN,
  GONE,
  NO_FAULT,
  controlBy,
  ends,
  expects,
  fateOf,
  judge,
  last,
  resets,
  sends,
} from "../ledger-runs.ts";
import { connection, evidenceOf, observations, opened, segment, sockets } from "../made-up.ts";
import { NO_CONTROL, type Timed, counted, onPort, prints, types } from "../one-run.ts";

// What three clients do when a line is typed after the FIN, by strace: nc.openbsd writes it and polls POLLERR, socat writes
// it and ends, Python's sendall succeeds. In each case the dead server's kernel answers with an RST.
test("a line that an RST answers is refused, and lost whether or not anything is expected after it", () => {
  const facts = [FAULT, GONE, FIN, types(600, "more"), sends(601, "more\n"), resets(602)];
  const verdict = judge(facts);
  assert.equal(fateOf(verdict), "refused");
  assert.equal(verdict.lost, 1);
  assert.equal(judge([...facts, expects(700, "more", false)]).lost, 1);
});

// busybox nc ends at the FIN; the line that was to be typed then is typed to nobody.
test("what was never said is not lost", () => {
  const unsaid: Timed = [600, { kind: "not-said", text: "one", why: "the client has ended" }];
  const verdict = judge([FAULT, GONE, FIN, ends(20, 0), unsaid]);
  assert.equal(fateOf(verdict), "not-said");
  assert.deepEqual([verdict.lost, verdict.unreported], [0, 0]);
  assert.equal(fateOf(judge([FAULT, GONE, FIN, ends(20, 0), types(600, "one")])), "not-said");
});

// redis-cli draws what is typed itself (linenoise): the words are printed, and no server has said them.
test("what the client draws of the line typed is not an answer: a segment of the server must come between", () => {
  const verdict = judge([
    FAULT,
    GONE,
    FIN,
    types(600, "ECHO hello"),
    prints(601, "127.0.0.1:9877> ECHO hello"),
    expects(601, "hello", true),
    sends(602, "*2\r\n$4\r\nECHO\r\n$5\r\nhello\r\n"),
    resets(603),
  ]);
  assert.equal(fateOf(verdict), "refused");
  assert.equal(verdict.lost, 1);
});

test("said, and never put on any connection: swallowed, where its like was seen on one before", () => {
  const verdict = judge([FAULT, GONE, FIN, types(600, "once more"), ends(2000, 0)]);
  assert.equal(fateOf(verdict), "swallowed");
  assert.deepEqual([verdict.lost, verdict.unreported], [1, 1]);
});

test("a client that ends just as something is typed may not have read it", () => {
  const verdict = judge([FAULT, GONE, FIN, types(600, "once more"), ends(601, 0)]);
  assert.equal(fateOf(verdict), "unknown");
  assert.equal(verdict.lost, undefined);
});

test("silence: not acknowledged, or unread in the queue, or taken by the server's process", () => {
  const typed = [FAULT, types(600, "again"), sends(601, "again\n")];
  assert.equal(fateOf(judge(typed)), "unacknowledged");
  const acked: Timed = [602, segment("< . 14:14(0) ack 20")];
  assert.equal(fateOf(judge([...typed, acked])), "acknowledged");
  const queue = (ms: number, bytes: number): Timed => {
    const table = sockets("ESTABLISHED", "ESTABLISHED");
    const rows = table.rows.map((row) =>
      row.local.port === 9877 && row.state !== "LISTEN" ? { ...row, recvQ: bytes } : row,
    );
    return [ms, { ...table, rows }];
  };
  assert.equal(fateOf(judge([...typed, acked, queue(610, 6)])), "unread");
  assert.equal(fateOf(judge([...typed, acked, queue(610, 6), queue(620, 0)])), "taken");
});

// What tcp_close does (RFC 2525 2.17): a process that dies with something unread sends an RST, and no FIN.
test("a server that is killed and sends a FIN had read all that had come", () => {
  const typed = [types(6, "again"), [7, segment("> P. 14:20(6) ack 14", "again\n")] as Timed];
  const acked: Timed = [8, segment("< . 14:14(0) ack 20")];
  const fin: Timed = [12, segment("< F. 14:14(0) ack 20")];
  assert.equal(fateOf(judge([...typed, acked, FAULT, GONE, fin])), "taken");
});

test("answered, read and shown are three things", () => {
  const typed = [NO_FAULT, types(600, "again"), sends(601, "again\n")];
  const answer: Timed = [602, segment("< P. 14:20(6) ack 20", "again\n")];
  assert.equal(fateOf(judge([...typed, answer])), "answered");
  assert.equal(fateOf(judge([...typed, answer, [605, sockets("ESTABLISHED", "ESTABLISHED")]])), "read");
  assert.equal(fateOf(judge([...typed, answer, expects(606, "again", true)])), "shown");
  const unread = judge([...typed, answer, [605, sockets("ESTABLISHED", "ESTABLISHED", 6)]]);
  assert.deepEqual(unread.ledger?.bytes.at(-1), {
    clientPort: connection.client.port,
    direction: "server->client",
    from: 14,
    bytes: 6,
    fate: "unread",
  });
});

test("what cannot be read is told apart by order, and not where two things are said close together", () => {
  const tls = (ms: number, from: number): Timed => [
    ms,
    segment(`> P. ${from}:${from + 5}(5) ack 14`, "\u0001xyz\u0002"),
  ];
  const answer: Timed = [640, segment("< P. 14:20(6) ack 24", "\u0003abcd\u0004")];
  const one = judge([
    NO_FAULT,
    types(600, "a"),
    tls(601, 14),
    [602, segment("< P. 14:20(6) ack 19", "\u0003abcd\u0004")],
  ]);
  assert.equal(fateOf(one), "answered");
  const both = judge([NO_FAULT, types(600, "a"), tls(601, 14), types(603, "b"), tls(604, 19), answer]);
  const [, first, second] = both.ledger?.said ?? [];
  assert.deepEqual([first?.fate, second?.fate], ["answered", "unknown"]);
  assert.equal(both.lost, undefined);
  const beats = { ...NO_CONTROL, sendsByItself: true };
  assert.equal(fateOf(judge([NO_FAULT, types(600, "a"), tls(601, 14)], beats)), "unknown");
});

test("without segments, or with frames lost, nothing is known", () => {
  const verdict = judge([FAULT, types(600, "again"), sends(601, "again\n")], NO_CONTROL, ["segments"]);
  assert.equal(fateOf(verdict), "unknown");
  assert.match(last(verdict)?.why ?? "", /segments were not observed/);
});

test("a line is lost that the server took and did not answer, if it answers such lines in the control", () => {
  const typed = [types(600, "again"), sends(601, "again\n")];
  const answer: Timed = [602, segment("< P. 14:20(6) ack 20", "again\n")];
  const acked: Timed = [602, segment("< . 14:14(0) ack 20")];
  assert.equal(judge([FAULT, ...typed, acked], controlBy([NO_FAULT, ...typed, answer])).lost, 1);
  assert.equal(judge([FAULT, ...typed, acked], controlBy([NO_FAULT, ...typed, acked])).lost, 0);
});

// memcached's client closes its socket and goes on; the callback never comes.
test("what a client lost that goes on, has noticed and says nothing is unreported", () => {
  const closes: Timed = [14, segment("> F. 14:14(0) ack 15")];
  const typed = [types(600, "again"), expects(900, "again", false)];
  const usual = controlBy([
    NO_FAULT,
    types(600, "again"),
    sends(601, "again\n"),
    [602, segment("< P. 14:20(6) ack 20", "again\n")],
    expects(606, "again", true),
  ]);
  const silent = judge([FAULT, GONE, FIN, closes, ...typed], usual);
  assert.deepEqual([silent.lost, silent.unreported], [1, 1]);
  const told = judge([FAULT, GONE, FIN, closes, prints(15, "gone\n"), ...typed], usual);
  assert.deepEqual([told.lost, told.unreported], [1, 0]);
});

// lwp-request prints half a page and ends with 0; Python reads until the end of file; PHP's file_get_contents as well.
test("half an answer is cut, and lost, and nobody was told; slow or quick", () => {
  const start: Timed = [0, { kind: "program-started", role: "client", pid: 3, command: "get", on: "pipes" }];
  const begun = opened.slice(0, 4);
  const asks: Timed = [3, segment("> P. 1:14(13) ack 1", "GET / HTTP/1\n")];
  const whole: Timed = [4, segment("< P. 1:201(200) ack 14", "x".repeat(200))];
  const half: Timed = [4, segment("< P. 1:101(100) ack 14", "x".repeat(100))];
  const usual = controlBy([start, asks, NO_FAULT, whole, prints(20, "x\n".repeat(20)), ends(30, 0)], begun);
  const run = (...facts: readonly Timed[]): Verdict => {
    const seen = evidenceOf(observations(...begun, start, asks, ...facts), { control: usual });
    return judgeClient(layOut(seen), { endings: ["fin"] });
  };
  const fin: Timed = [12, segment("< F. 101:101(0) ack 14")];
  const cut = run(half, FAULT, GONE, fin, prints(20, "x\n".repeat(8)), ends(30, 0));
  assert.equal(fateOf(cut), "cut");
  assert.deepEqual([cut.lost, cut.unreported], [1, 1]);
  const honest = run(half, FAULT, GONE, fin, prints(20, "transfer closed\n"), ends(30, 18));
  assert.deepEqual([honest.lost, honest.unreported], [1, 0]);
  const all = run(whole, FAULT, GONE, prints(20, "x\n".repeat(20)), ends(30, 0));
  assert.deepEqual([fateOf(all), all.lost], ["answered", 0]);
});

test("a count says what was done twice, and nothing of what the client sends by itself", () => {
  const sent: Timed = [601, segment("> P. 14:20(6) ack 15", "again\n")];
  const twice = [counted(1.5, "before", 0), FAULT, GONE, FIN, types(600, "again"), sent];
  const exact = { ...NO_CONTROL, said: [], countedMore: 0 };
  assert.equal(judge([...twice, counted(700, "after", 3)], exact).duplicated, 1);
  // socat that ships ten lines, and nothing was typed
  const shipped = observations(
    ...opened.filter(([, { kind }]) => kind !== "typed" && kind !== "printed"),
    counted(1.5, "before", 0),
    FAULT,
    counted(700, "after", 10),
  );
  const verdict = judgeClient(layOut(evidenceOf(shipped, { control: NO_CONTROL })), { endings: ["silence"] });
  assert.equal(verdict.duplicated, undefined);
  const steady = { ...NO_CONTROL, said: [], countedMore: 7 };
  assert.equal(judge([...twice, counted(700, "after", 9)], steady).duplicated, undefined);
});

test("after a flood, what the client says on another connection is not recorded: it is not known how far it got", () => {
  const flood: Timed = [5, { kind: "narrowed" }];
  const again: Fact = { ...segment("> S 0:0(0)"), from: { ...connection.client, port: 50_001 } };
  const started: Timed = [
    0,
    { kind: "program-started", role: "client", pid: 3, command: "a client", on: "pipes" },
  ];
  const part = onPort(50_001, [21, segment("> P. 1:6(5) ack 1", "ping\n")]);
  const reconnects: readonly Timed[] = [started, FAULT, GONE, FIN, [20, again]];
  const says = types(600, "more");
  assert.equal(fateOf(judge([...reconnects, says])), "swallowed");
  const flooded = judge([flood, ...reconnects, part, says]);
  assert.equal(fateOf(flooded), "unknown");
  assert.equal(last(flooded)?.why, "in the flood not each segment was recorded");
  assert.notEqual(flooded.lost, 1);
  const { bytes = [] } = flooded.ledger ?? {};
  assert.ok(bytes.every(({ clientPort }) => clientPort === connection.client.port));
  // On the connection under test each was.
  const refused = [flood, FAULT, GONE, FIN, says, sends(601, "more\n"), resets(602)];
  assert.equal(fateOf(judge(refused)), "refused");
});

test("after a flood, what was printed before the answer is not shown: something may have come where nothing was recorded", () => {
  const other: Fact = { ...segment("> S 0:0(0)"), from: { ...connection.client, port: 50_001 } };
  const started: Timed = [
    0,
    { kind: "program-started", role: "client", pid: 3, command: "a client", on: "pipes" },
  ];
  const flood: Timed = [5, { kind: "narrowed" }];
  const asked = [NO_FAULT, types(600, "more"), sends(601, "more\n"), prints(610, "echo more")];
  const answered: Timed = [900, segment("< P. 14:24(10) ack 19", "ERROR more")];
  const all = [...asked, expects(611, "echo more", true), answered];
  assert.notEqual(fateOf(judge([flood, ...all])), "shown", "the only connection is recorded whole");
  assert.equal(fateOf(judge([started, [0.5, other], flood, ...all])), "unknown");
});
