// Two things are said close together, and their answers come with a pause between: which looks like a server that sends by
// itself, in the run and not in the control, or the other way round.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { connection } from "../made-up.ts";
import { type Timed, answers, asks, died, judgeOf, types, usual } from "../one-run.ts";

const ANSWERED = { fate: "read", answerBytes: 7, connections: 1 } as const;

/** The server's process has read all of it. */
const reads = (ms: number): Timed => {
  const { server: local, client: remote } = connection;
  return [
    ms,
    { kind: "sockets", rows: [{ local, remote, state: "ESTABLISHED", recvQ: 0, sendQ: 0, inode: 7 }] },
  ];
};

test("what may be its answer, or what the server sends by itself, is not lost for certain", () => {
  const control: ControlRecord = {
    ...usual(),
    said: [
      { text: "hello, world", ...ANSWERED, answerBytes: 13 },
      { text: "one", ...ANSWERED },
      { text: "two", ...ANSWERED },
    ],
  };
  const [, ...end] = died;
  const { ledger } = judgeOf(
    [
      types(500, "one"),
      asks(500.5, "one\n"),
      types(510, "two"),
      asks(510.5, "two\n", 18),
      answers(600, "ok one\n", 22),
      answers(900, "ok two\n", 22, 21),
      reads(950),
      ...died.slice(0, 1),
      ...end.slice(0, 1),
    ],
    control,
  );
  assert.deepEqual(
    ledger?.said.map(({ isLost }) => isLost === true),
    [false, false, false],
    JSON.stringify(ledger?.said),
  );
});
