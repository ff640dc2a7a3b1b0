// A suite of which every case was skipped: nothing was tested, and why.

import assert from "node:assert/strict";
import { test } from "node:test";
import { nothingTested } from "../../../src/suite/nothing-tested.ts";
import { result } from "../suite-runs.ts";

const skipped = (id: string, why: string): ReturnType<typeof result> => result(id, "skipped", { why });

test("one case that was not skipped is enough, and no case at all is another matter", () => {
  assert.equal(nothingTested([]), undefined);
  assert.equal(nothingTested([skipped("a", "x"), result("b", "failed")]), undefined);
  assert.equal(nothingTested([result("b", "inconclusive")]), undefined);
});

test("one sentence has the reasons, each with its number, and what to do", () => {
  const cases = [
    ...["a", "b"].map((id) => skipped(id, "psql is not installed")),
    skipped("c", "No network."),
  ];
  const { message, remedy, exitCode } = nothingTested(cases) ?? {};
  assert.equal(
    message,
    "Nothing was tested: all 3 cases were skipped: psql is not installed (2); No network (1).",
  );
  assert.match(remedy ?? "", /Install what is missing.*deadpeer test --list/);
  assert.equal(exitCode, 3);
});

test("of many reasons the first five are named", () => {
  const cases = Array.from({ length: 7 }, (_, i) => skipped(`c${i}`, `p${i} is not installed`));
  assert.match(nothingTested(cases)?.message ?? "", /p4 is not installed \(1\); and 2 more reasons\.$/);
});
