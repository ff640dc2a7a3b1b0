// The end of file is read where Recv-Q is empty in CLOSE_WAIT; with data before it, it may have been taken along, and not
// been told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readEnd } from "../../../src/verdict/bytes/read-end.ts";
import { segment, sockets } from "../made-up.ts";
import { CRASH, type Timed, caseOf, died, noticed, reaction, types, wasReset } from "../one-run.ts";

const table = (ms: number, recvQ: number, state: "ESTABLISHED" | "CLOSE_WAIT" = "CLOSE_WAIT"): Timed => [
  ms,
  sockets(state, "FIN_WAIT2", recvQ),
];

test("a FIN alone is read by itself, and one behind data may go with it", () => {
  const read = (...facts: readonly Timed[]) => readEnd(caseOf([...died, ...facts]), 1002e6);
  assert.deepEqual(read(table(1100, 1), table(1200, 0)), { atNs: 1200e6, mayBeUntold: false });
  assert.deepEqual(read(table(1100, 8), table(1200, 0)), { atNs: 1200e6, mayBeUntold: true });
  assert.deepEqual(
    read(table(1100, 8), table(1150, 1), table(1200, 0))?.mayBeUntold,
    false,
    "the data first",
  );
  assert.deepEqual(read(table(1001, 7, "ESTABLISHED"), table(1200, 0))?.mayBeUntold, true);
  assert.deepEqual(read(table(1001, 0, "ESTABLISHED"), table(1200, 0))?.mayBeUntold, false);
  assert.equal(read(table(1100, 8)), undefined);
  assert.equal(read(), undefined);
});

test("whether it noticed is unknown then, and whether it holds a socket of whose end it knows", () => {
  const late = [...died, table(1100, 8), table(1200, 0)];
  assert.equal(noticed(late), "unknown: not-observed");
  assert.equal(reaction(late), "unknown: not-observed");
  const told = [...died, table(1100, 1), table(1200, 0)];
  assert.equal(noticed(told), "at-once: reading the end of file");
  assert.equal(reaction([...told, types(1500)]), "holds-socket");
});

test("with its own half closed before, no table shows whether it read the end of file, nor is the state of its end news", () => {
  const half: readonly Timed[] = [
    [500, segment("> F. 14:14(0) ack 14")],
    [501, sockets("FIN_WAIT2", "CLOSE_WAIT")],
  ];
  const left: Timed = [1500, sockets("TIME_WAIT")];
  const held = [...half, ...died, left];
  const found = readEnd(caseOf(held), 1002e6);
  assert.deepEqual(found, { atNs: caseOf(held).ending?.arrivedAtNs, mayBeUntold: true });
  assert.equal(noticed(held), "unknown: not-observed");
  assert.equal(readEnd(caseOf([...half, ...wasReset]), 1002e6), undefined, "an RST is no end of file");
  assert.equal(readEnd(caseOf(held), 1600e6), undefined, "it came before");
  const crashed = [...half, CRASH, [1400, sockets("FIN_WAIT2")] as const];
  assert.equal(noticed(crashed), "never");
});
