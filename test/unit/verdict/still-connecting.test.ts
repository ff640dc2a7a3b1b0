// A client that holds a line which never went out, and that still waits for its connect(2), may yet tell of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { NO_FAULT, controlBy, sends } from "../ledger-runs.ts";
import { evidenceOf, observations, opened, segment } from "../made-up.ts";
import { CRASH, type Timed, closes, connects, onPort, prints, serves, types } from "../one-run.ts";

const PORT = 42_000;
const usual = (): ControlRecord =>
  controlBy([NO_FAULT, types(1500), sends(1501, "another\n"), serves(1502, 14, 22)]);
/** It has closed its connection, and connects anew for what is said. */
const tries: readonly Timed[] = [CRASH, closes(1100), types(1500), connects(1501, PORT)];

function unreported(facts: readonly Timed[]): unknown {
  const seen = layOut({
    ...evidenceOf(observations(...opened, ...facts), { fault: "host-crash" }),
    control: usual(),
  });
  const { lost, unreported: count, undecided } = judgeClient(seen, { endings: ["silence"] });
  return [lost, count ?? undecided?.["unreported"]];
}

test("its connect(2) is neither answered nor refused: it may yet fail, and it tell", () => {
  assert.deepEqual(unreported(tries), [1, "too-short"]);
  assert.deepEqual(unreported([...tries, prints(1600, "timed out\n")]), [1, 0]);
});

test("refused, or connected, or it tries no more: nobody was told", () => {
  assert.deepEqual(unreported([...tries, onPort(PORT, [1502, segment("< R. 0:0(0) ack 1")])]), [1, 1]);
  assert.deepEqual(unreported([...tries, onPort(PORT, [1502, segment("< S. 0:0(0) ack 1")])]), [1, 1]);
  assert.deepEqual(unreported([CRASH, closes(1100), types(1500)]), [1, 1]);
});

test("of several attempts the last one counts", () => {
  const refused = onPort(PORT, [1502, segment("< R. 0:0(0) ack 1")]);
  assert.deepEqual(unreported([...tries, refused, connects(1600, PORT + 1)]), [1, "too-short"]);
});

test("a proxy accepts before it knows of a server: only what comes next is an answer", () => {
  const proxy: Timed = [0, { kind: "proxy-started", pid: 7, command: "a proxy" }];
  const accepted = [proxy, ...tries, onPort(PORT, [1502, segment("< S. 0:0(0) ack 1")])];
  assert.deepEqual(unreported(accepted), [1, "too-short"]);
  const acked = onPort(PORT, [1600, segment("< . 1:1(0) ack 9")]);
  assert.deepEqual(unreported([...accepted, acked]), [1, "too-short"]);
  assert.deepEqual(unreported([...accepted, onPort(PORT, [1600, segment("< . 1:9(8) ack 1")])]), [1, 1]);
  assert.deepEqual(unreported([...accepted, onPort(PORT, [1600, segment("< F. 1:1(0) ack 1")])]), [1, 1]);
  assert.deepEqual(unreported([...accepted, onPort(PORT, [1600, segment("< P. 1:9(8) ack 1")])]), [1, 1]);
});
