// For how much longer something is waited for on a busy machine.

import assert from "node:assert/strict";
import { test } from "node:test";
import { keptWaitingMs, starvedMs } from "../../src/inside/starved.ts";
import type { Fact, Observation } from "../../src/timeline/observation.ts";
import { keepIndex } from "../../src/timeline/kinds.ts";

const spent = (waitedMs: number, serverWaitedMs: number, lateMs: number): Fact => ({
  kind: "spent",
  role: "client",
  ms: 0,
  waitedMs,
  serverWaitedMs,
  lateMs,
});

/** One every 100 ms. */
function observe(facts: readonly Fact[]): Observation[] {
  const observations = facts.map((fact, i) => ({ id: i + 1, atNs: i * 100e6, ...fact }));
  keepIndex(observations);
  return observations;
}

test("as long as both programs and deadpeer waited for a processor since, and not longer than the limit", () => {
  const seen = observe([spent(900, 900, 900), spent(1000, 1000, 1000), spent(1020, 1003, 1001)]);
  assert.equal(starvedMs(seen, 100e6, 800), 24);
  assert.equal(starvedMs(seen, 0, 800), 323); // deadpeer: the longest of its own, as in a verdict
  assert.equal(starvedMs(seen, 0, 300), 300);
});

test("not at all where nobody waited, where nothing was measured, or once the fault has come", () => {
  const fault: Fact = { kind: "fault", fault: "kill", pid: 1, text: "SIGKILL" };
  const still = [spent(5, 5, 5), spent(5, 5, 5)];
  assert.equal(starvedMs(observe(still), 0, 800), 0);
  assert.equal(starvedMs(observe([]), 0, 800), 0);
  const later = observe([spent(0, 0, 0), fault, spent(9, 9, 9)]);
  assert.equal(starvedMs(later, 0, 800), 0);
  assert.equal(keptWaitingMs(later, 0, 800), 27, "but for what is not measured");
});
