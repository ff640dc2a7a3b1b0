// The names of bars: where a row's text stands they are not.

import assert from "node:assert/strict";
import { test } from "node:test";
import { nameYOf, stateBeside } from "../../src/page/bar-names.ts";
import type { StateBar } from "../../src/picture/bars.ts";
import { drawRun } from "../../src/picture/picture.ts";
import { goldenRuns } from "./golden.ts";

test("no name of a state is behind a row's text, wherever the page was scrolled to", () => {
  for (const { name, run } of goldenRuns()) {
    const picture = drawRun(run);
    const ys = picture.rows.map((_, row) => picture.scale.yOfRow(row));
    for (const bar of picture.states)
      for (const top of [0, bar.fromY + 5, bar.fromY + 17]) {
        if (bar.toY - Math.max(bar.fromY, top) < 60) continue; // no room for a choice
        const y = nameYOf(bar, top, picture);
        assert.ok(y > Math.max(bar.fromY, top) && y < bar.toY, `${name}: within its bar`);
        for (const row of ys)
          assert.ok(Math.abs(row - (y - 4)) >= 11, `${name}: ${bar.state} at ${y}, a row at ${row}`);
      }
  }
});

test("a bar that is too short has its name all the same", () => {
  const { run } = goldenRuns()[0] ?? {};
  assert.ok(run);
  const picture = drawRun(run);
  assert.equal(nameYOf({ fromY: 10, toY: 12 }, 0, picture), 10);
});

test("what waits in a queue is named beside a state whose name stands there", () => {
  const { run } = goldenRuns()[0] ?? {};
  assert.ok(run);
  const picture = drawRun(run);
  const queue = { end: "client", recvQ: 1, sendQ: 0, fromNs: 0, fromY: 116, toY: 900 } as const;
  const state = {
    end: "client",
    state: "CLOSE_WAIT",
    fromNs: 0,
    fromY: 100,
    toY: 900,
    isSampled: true,
  } as const;
  const beside = (states: readonly StateBar[], top = 0): string | undefined =>
    stateBeside(queue, top, { ...picture, states })?.state;
  assert.equal(beside([state]), "CLOSE_WAIT");
  assert.equal(beside([{ ...state, end: "server" }]), undefined);
  assert.equal(beside([{ ...state, fromY: 40 }]), undefined);
  assert.equal(beside([{ ...state, fromY: 40 }], 300), "CLOSE_WAIT", "both begin above what is in sight");
});
