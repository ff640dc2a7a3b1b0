// What comes, or is sent, by itself, and what a control and a recovery are worth.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { whyNoControl } from "../../../src/verdict/proof/proof.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { FAULT, FIN, GONE, NO_FAULT, controlBy, ends, fateOf, judge, resets, sends } from "../ledger-runs.ts";
import { evidenceOf, observations, opened, segment, sockets } from "../made-up.ts";
import { NO_CONTROL, type Timed, prints, types } from "../one-run.ts";

test("who ships line after line unasked has one entry: how far the last of it got", () => {
  const ship = (ms: number, from: number): Timed => [
    ms,
    segment(`> P. ${from}:${from + 5}(5) ack 1`, "line\n"),
  ];
  const acked = (ms: number, to: number): Timed => [ms, segment(`< . 1:1(0) ack ${to}`)];
  const begun = opened.slice(0, 4);
  const fault: Timed = [600, { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL to process 7" }];
  const all = [ship(100, 1), acked(101, 6), ship(300, 6), acked(301, 11), fault];
  const fin: Timed = [602, segment("< F. 1:1(0) ack 11")];
  const gone: Timed = [601, { kind: "process-ended", pid: 7 }];
  const facts = [...begun, ...all, gone, fin, ship(700, 11), [701, segment("< R 2:2(0)")] as Timed];
  const verdict = judgeClient(layOut(evidenceOf(observations(...facts), { control: NO_CONTROL })), {
    endings: ["fin"],
  });
  assert.deepEqual(
    verdict.ledger?.said.map(({ text, fate, isLost }) => [text, fate, isLost]),
    [["what it sends by itself", "refused", true]],
  );
  assert.deepEqual(
    verdict.ledger?.bytes.map(({ bytes, fate }) => `${bytes} ${fate}`),
    ["10 taken", "5 refused"],
  );
});

// strace of `(while sleep 0.1; do echo line; done) | nc`, killed 6 ms after its first line: write(3, "line\n", 5) = 5, an
// RST, exit code 0.
test("who has shipped one line when the fault comes ships all the same, as the control shows: the next is lost", () => {
  const begun = opened.slice(0, 4);
  const ship = (ms: number, from: number): Timed => [
    ms,
    segment(`> P. ${from}:${from + 5}(5) ack 1`, "line\n"),
  ];
  const taken = (ms: number, to: number): Timed => [ms, segment(`< . 1:1(0) ack ${to}`)];
  const first = [ship(5, 1), taken(6, 6)];
  const usual = controlBy([...first, NO_FAULT, ship(115, 6), taken(116, 11)], begun);
  assert.deepEqual(
    usual.said?.map(({ text }) => text),
    ["what it sends by itself"],
  );
  const fin: Timed = [12, segment("< F. 1:1(0) ack 6")];
  const refused: Timed = [116, segment("< R 2:2(0)")];
  const facts = [...begun, ...first, FAULT, GONE, fin, ship(115, 6), refused, ends(117, 0)];
  const judged = (control: ControlRecord): Verdict =>
    judgeClient(layOut(evidenceOf(observations(...facts), { control })), { endings: ["fin"] });
  assert.deepEqual([judged(usual).lost, judged(usual).unreported], [1, 1]);
  const once = controlBy([...first, NO_FAULT], begun);
  assert.notEqual(judged(once).ledger?.said[0]?.text, "what it sends by itself", "one line is no stream");
  const again = controlBy([ship(5, 1), NO_FAULT, ship(206, 1), taken(207, 6)], begun);
  assert.notEqual(again.said?.[0]?.text, "what it sends by itself", "nor is what TCP sends again");
});

// A FIN counts as one in Recv-Q until it is read (kernel: rcv_nxt - copied_seq).
test("the end of file is no byte", () => {
  const read = judge([FAULT, GONE, FIN, [13, sockets("CLOSE_WAIT", "FIN_WAIT2", 1)]]);
  assert.deepEqual(read.ledger?.bytes.at(-1)?.fate, "read");
  const unread = judge([FAULT, GONE, FIN, [13, sockets("CLOSE_WAIT", "FIN_WAIT2", 4)]]);
  assert.deepEqual([unread.ledger?.bytes.at(-1)?.fate, unread.ledger?.bytes.at(-1)?.bytes], ["unread", 3]);
  assert.match(
    unread.summary.join(" "),
    /3 bytes from the server reached the client's host, and the client never/,
  );
});

test("what comes by itself in the control, and stops: goes silent; what would have come first: hangs", () => {
  const ticks = (from: number): Timed[] =>
    Array.from({ length: 10 }, (_, i) => prints(from + i * 50, `tick ${i}\n`));
  const end: Timed = [600, sockets("ESTABLISHED", "ESTABLISHED")];
  const before = prints(8, "tick 0\n");
  const usual = controlBy([before, NO_FAULT, ...ticks(20), end]);
  const silent = judge([before, FAULT, end], usual);
  assert.equal(silent.reaction, "goes-silent");
  assert.deepEqual(silent.byItself, { expected: 10, came: 0 });
  assert.equal(judge([before, FAULT, ...ticks(20), end], usual).reaction, "none");
  const ready = controlBy([NO_FAULT, prints(50, "connected\n"), end]);
  assert.equal(judge([FAULT, end], ready).reaction, "hangs");
});

test("a control in which the server closed by itself is none; but one that has answered what it was asked may close", () => {
  const why = (moment: string, own: readonly Timed[], ...facts: readonly Timed[]): string | undefined =>
    whyNoControl(
      layOut(
        evidenceOf(observations(...own, NO_FAULT, FIN, ...facts), { name: "control", fault: "none", moment }),
      ),
    );
  assert.match(why("idle", opened, ends(20, 1)) ?? "", /closed the connection by itself/);
  assert.match(why("idle", opened.slice(0, 4), ends(20, 0)) ?? "", /closed the connection by itself/);
  assert.equal(why("mid-reply:5", opened.slice(0, 4), ends(20, 0)), undefined);
  assert.match(why("mid-reply:5", opened.slice(0, 4), ends(20, 1)) ?? "", /closed the connection by itself/);
});

test("what comes once the fault has been undone is no ending of its making", () => {
  const undone: Timed = [300, { kind: "recovered", isUndone: true, text: "SIGCONT to process 7" }];
  const typed = [types(600, "again"), sends(601, "again\n"), resets(602)];
  const stop: Timed = [10, { kind: "fault", fault: "stop", pid: 7, text: "SIGSTOP to process 7" }];
  const verdict = judge([stop, undone, ...typed]);
  assert.equal(verdict.ending.by, "silence");
  assert.equal(fateOf(verdict), "refused");
  assert.equal(judge([stop, ...typed]).ending.by, "rst");
  const crash: Timed = [10, { kind: "fault", fault: "host-crash", pid: 7, text: "crash" }];
  const back: Timed = [300, { kind: "recovered", text: "the server's host is on the net again" }];
  assert.equal(judge([crash, GONE, back, ...typed]).ending.by, "rst", "it knows nothing of its connections");
});
