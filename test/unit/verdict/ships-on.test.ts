// Who ships line after line waits for no answer: what is lost of it, and nobody is told of while it runs on, is unreported.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SocketsFact } from "../../../src/timeline/observation.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { FAULT, GONE, NO_FAULT, controlBy } from "../ledger-runs.ts";
import { connection, evidenceOf, observations, opened, segment, sockets } from "../made-up.ts";
import { type Timed, connects, exits, prints, sleeps } from "../one-run.ts";

function unreadByServer({ rows, ...fact }: SocketsFact): SocketsFact {
  return {
    ...fact,
    rows: rows.map((row) => (row.local === connection.server ? { ...row, recvQ: 5 } : row)),
  };
}

const begun = opened.slice(0, 4);
const ship = (ms: number, from: number): Timed => [
  ms,
  segment(`> P. ${from}:${from + 5}(5) ack 1`, "line\n"),
];
const acked = (ms: number, to: number): Timed => [ms, segment(`< . 1:1(0) ack ${to}`)];
const first = [ship(5, 1), acked(6, 6)];
const usual = (): ControlRecord => controlBy([...first, NO_FAULT, ship(205, 6), acked(206, 11)], begun);
const fin: Timed = [12, segment("< F. 1:1(0) ack 6")];
const refused: readonly Timed[] = [FAULT, GONE, fin, ship(205, 6), [206, segment("< R 2:2(0)")]];
const queued: readonly Timed[] = [
  [10, { kind: "fault", fault: "stop", pid: 7, text: "SIGSTOP" }],
  ship(205, 6),
  acked(206, 11),
  [300, unreadByServer(sockets("ESTABLISHED", "ESTABLISHED"))],
];
const unanswered: readonly Timed[] = [
  [10, { kind: "fault", fault: "host-crash", pid: 7, text: "crash" }],
  ship(205, 6),
  [300, sockets("ESTABLISHED", "ESTABLISHED")],
];

function judged(facts: readonly Timed[], fault = "kill", control = usual()): Verdict {
  const all = observations(...begun, ...first, ...facts);
  return judgeClient(layOut({ ...evidenceOf(all, { fault }), control }), {
    endings: ["fin", "silence"],
  });
}

const unreported = (...of: Parameters<typeof judged>): unknown => {
  const { lost, unreported: count, undecided } = judged(...of);
  return [lost, count ?? undecided?.["unreported"]];
};

test("refused, or left in the queue of one that hangs: nobody was told", () => {
  assert.deepEqual(unreported(refused), [1, 1]);
  assert.deepEqual(unreported(queued, "stop"), [1, 1]);
  const rests: readonly Timed[] = [[210, sockets()], sleeps(400, "clock_nanosleep")];
  assert.deepEqual(unreported([...refused, ...rests]), [1, 1], "it rests, and waits for nothing");
});

test("it says so, or its exit code does", () => {
  assert.deepEqual(unreported([...refused, prints(210, "connection lost\n")]), [1, 0]);
  assert.deepEqual(unreported([...refused, exits(210, { exitCode: 1 })]), [1, 0]);
  assert.deepEqual(unreported([...refused, exits(210, { exitCode: 0 })]), [1, 1]);
});

test("never acknowledged: its kernel may give up later, and tell it", () => {
  assert.deepEqual(unreported(unanswered, "host-crash"), [1, "too-short"]);
  const ends = [ship(205, 6), acked(206, 11), exits(250, { exitCode: 0 })];
  const ended = controlBy([...first, NO_FAULT, ...ends], begun);
  const over = [...unanswered, exits(450, { exitCode: 0 })];
  assert.deepEqual(unreported(over, "host-crash", ended), [1, 1], "it ends as usual, and will not be told");
  assert.deepEqual(unreported([...unanswered, connects(250)], "host-crash"), [1, 1], "it knows already");
  assert.deepEqual(unreported([...unanswered, prints(250, "timed out\n")], "host-crash"), [1, 0]);
});

test("what was lost is no exchange", () => {
  assert.match(
    judged(refused).summary.join(" "),
    /; some of what it sends by itself was lost, and nobody was told/,
  );
});

test("one that is answered now and then, and prints its answers, prints more where its server lives: none is missing", () => {
  const answered = (ms: number, from: number, ack: number): Timed => [
    ms,
    segment(`< P. ${from}:${from + 4}(4) ack ${ack}`, "yes\n"),
  ];
  const polls = [ship(2, 1), acked(3, 6), ship(205, 6), answered(206, 1, 11), prints(207, "got\n")];
  const goesOn = [ship(405, 11), answered(406, 5, 16), prints(407, "got\n")];
  const control = controlBy([...polls, [210, NO_FAULT[1]], ...goesOn], begun);
  const dies: readonly Timed[] = [
    [210, FAULT[1]],
    [211, GONE[1]],
    [212, segment("< F. 5:5(0) ack 11")],
  ];
  const run = judgeClient(layOut({ ...evidenceOf(observations(...begun, ...polls, ...dies)), control }), {
    endings: ["fin"],
  });
  assert.deepEqual(
    run.ledger?.said.map(({ text, fate, isLost }) => [text, fate, isLost]),
    [["what it sends by itself", "answered", false]],
  );
});
