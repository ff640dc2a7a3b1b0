// What is expected where nothing else is asked for: what TCP has shown of the ending decides it, not the name of the fault.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ANNOUNCED, SILENT } from "../../src/fault/reasonable.ts";
import { reasonableIn } from "../../src/run/judge.ts";
import { evidenceOf, observations, opened } from "./made-up.ts";
import { type Timed, answersRst, fault, fin, sends, types } from "./one-run.ts";

function expectedAfter(name: string, ...facts: readonly Timed[]): string {
  return reasonableIn(evidenceOf(observations(...opened, fault(name), ...facts), { fault: name }));
}

test("a host that comes back is a silence for a client that sends nothing, as one that stays away is", () => {
  assert.equal(expectedAfter("host-reboot"), SILENT);
  assert.equal(expectedAfter("host-crash"), SILENT);
  assert.equal(expectedAfter("host-reboot", types(1500), sends(1501), answersRst(1502)), ANNOUNCED);
});

test("of a kill a FIN is expected: a run without one is not proven, and nothing is forgiven by it", () => {
  assert.equal(expectedAfter("kill"), ANNOUNCED);
  assert.equal(expectedAfter("kill", fin(1002)), ANNOUNCED);
});
