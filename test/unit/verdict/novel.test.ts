// What a client prints by itself that it has never printed before: a new line may be another of these.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { createNovel } from "../../../src/verdict/lines/novel-lines.ts";
import { died, judgeOf, prints, usual } from "../one-run.ts";

const byItself = (fresh: number, bytes = 0) => ({ lines: 2, fresh, bytes, ns: 500e6 });
const control = (more: Partial<ControlRecord>): ControlRecord => ({
  ...usual(),
  lines: ["zeta theta", "tick 4"],
  byItself: byItself(1),
  ...more,
});

test("a line of as many words as one that came by itself in the control, and is unlike all of this run", () => {
  const may = (text: string, here: readonly string[], more: Partial<ControlRecord> = {}): boolean =>
    createNovel(control(more), () => here)(text);
  assert.equal(may("beta  gamma", ["tick 7"]), true);
  assert.equal(may("connection is lost", ["tick 7"]), false, "of other lengths");
  assert.equal(may("connection lost", ["tick 7", "zeta theta"]), false, "this run has them all");
  assert.equal(
    may("connection lost", [], { byItself: byItself(0) }),
    false,
    "nothing was new in its silence",
  );
  assert.equal(may("connection lost", [], { byItself: byItself(2, 13) }), true, "its server sent less");
  assert.equal(
    may("connection lost", ["tick 7"], { byItself: byItself(1, 11) }),
    false,
    "it may be the server's",
  );
  assert.equal(
    may("connection lost", ["tick 7"], {
      lines: ["zeta theta", "a much longer line"],
      byItself: byItself(1, 15),
    }),
    false,
    "its server sent enough for the shorter one",
  );
  assert.equal(may("connection lost", [], { lines: [], more: [control({})] }), true, "another control");
  assert.equal(
    may("connection lost", [], { byItself: { ...byItself(1), begins: 1 } }),
    false,
    "it only said what it begins with",
  );
  assert.equal(may("connection lost", [], { byItself: { ...byItself(2), begins: 1 } }), true, "and went on");
});

test("where several of them are of different lengths, the next one may have any, unless it names a trouble", () => {
  const may = (text: string, ...lines: readonly string[]): boolean =>
    createNovel(control({ lines, byItself: byItself(3) }), () => ["tick 7"])(text);
  const several = ["zeta theta", "eta iota kappa", "beta lambda"];
  assert.equal(may("mu nu xi omicron", ...several), true);
  assert.equal(may("the connection was lost", ...several), false);
  assert.equal(may("mu nu xi omicron", ...several.slice(1)), false, "two are not several");
  assert.equal(may("mu nu xi omicron", ...several, "tick 7"), true);
  assert.equal(may("mu nu xi omicron", "zeta theta", "eta iota", "beta lambda"), false, "all of one length");
});

test("so whether it noticed is unknown, and by how much it told its user, too", () => {
  const judged = judgeOf([...died, prints(1300, "beta gamma\n")], control({}));
  assert.equal(judged.noticed, "unknown");
  assert.equal(judged.undecided?.["told"], "chance");
});
