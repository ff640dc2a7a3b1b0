// Heights in the picture: every row has room, one state follows the other, and the scale never runs backwards.

import assert from "node:assert/strict";
import { test } from "node:test";
import { drawRun } from "../../../src/picture/picture.ts";
import { layOutRows } from "../../../src/picture/scale.ts";
import { goldenRuns } from "../golden.ts";
import * as fc from "fast-check";

for (const { name, run } of goldenRuns()) {
  test(`${name}: nothing overlaps, nothing is left out`, () => {
    const picture = drawRun(run);
    const { rows, scale } = picture;
    rows.forEach((row, i) => {
      if (i === 0) return;
      assert.ok(scale.yOfRow(i) - scale.yOfRow(i - 1) >= 24, "rows have room");
      assert.ok(row.atNs >= (rows[i - 1]?.atNs ?? 0));
    });
    for (const end of ["client", "server"] as const) {
      const bars = picture.states.filter((bar) => bar.end === end);
      bars.forEach((bar, i) => {
        assert.ok(bar.toY > bar.fromY);
        if (i > 0) assert.equal(bar.fromY, bars[i - 1]?.toY, "one state follows the other");
      });
    }
    const typed = run.observations.filter(({ kind }) => kind === "typed" || kind === "printed");
    for (const { id } of typed) assert.ok(rows.some((row) => row.id === id));
  });
}

test("the scale never runs backwards, and finds a row by its height and its time", () => {
  const times = fc.array(fc.integer({ min: 0, max: 2e9 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(
      times,
      fc.array(fc.integer({ min: 0, max: 2e9 }), { minLength: 2, maxLength: 9 }),
      (at, asked) => {
        const rows = at
          .sort((a, b) => a - b)
          .map((atNs, i) => ({
            id: i + 1,
            atNs,
            kind: i % 3 ? ("typed" as const) : ("step" as const),
            side: "both" as const,
            text: "",
          }));
        const { scale, folds } = layOutRows(rows);
        const ys = asked.sort((a, b) => a - b).map((ns) => scale.yOf(ns));
        assert.ok(ys.every((y, i) => y >= (ys[i - 1] ?? 0) && y <= scale.height));
        rows.forEach((row, i) => {
          assert.equal(scale.rowAt(scale.yOfRow(i)), i);
          assert.equal(rows[scale.rowBefore(row.atNs)]?.atNs, row.atNs);
        });
        assert.ok(folds.every(({ y, ns }) => ns >= 50e6 && y > 0 && y < scale.height));
      },
    ),
  );
});
