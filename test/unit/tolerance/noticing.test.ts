// `deadpeer tolerance`: how soon a death was noticed, from the verdict on one run.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { readNoticing } from "../../../src/tolerance/read-run.ts";
import { fault, fin, rst } from "../one-run.ts";
import { runOf } from "../runs.ts";

const within = (verdict: Partial<Verdict>): Partial<Verdict> => ({
  grade: "pass",
  noticed: "at-once",
  ...verdict,
});

test("after an ending that the server's kernel sends, it is counted from there", () => {
  const run = runOf([fault("kill"), fin(1300)]);
  const verdict = { ...run.verdict, ...within({ ending: { by: "fin", atNs: 1300e6 }, afterNs: 2e6 }) };
  assert.equal(readNoticing("kill", 5000, { ...run, verdict }).afterMs, 2);
});

test("after a silence it is counted from the death, also where an RST answers what the client sends", () => {
  for (const name of ["host-reboot", "forget-and-reset"] as const) {
    const run = runOf([fault(name), rst(2900)]);
    const verdict = { ...run.verdict, ...within({ ending: { by: "rst", atNs: 2900e6 }, afterNs: 3e6 }) };
    assert.equal(readNoticing(name, 5000, { ...run, verdict }).afterMs, 1903, name);
  }
  const run = runOf([fault("host-crash")]);
  const verdict = { ...run.verdict, ...within({ ending: { by: "silence" }, afterNs: 2900e6 }) };
  assert.equal(readNoticing("host-crash", 5000, { ...run, verdict }).afterMs, 2900);
});
