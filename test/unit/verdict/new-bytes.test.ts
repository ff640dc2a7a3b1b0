// Which segments carry bytes that had not been sent before.

import assert from "node:assert/strict";
import { test } from "node:test";
import { flowsOf, newIn } from "../../../src/verdict/bytes/flows.ts";
import { type Timed, caseOf, sends } from "../one-run.ts";

test("new is what goes further than all before it, however often that was sent again", () => {
  const at = (ms: number, from: number): Timed => sends(ms, from);
  const [flow] = flowsOf(caseOf([at(1100, 14), at(1110, 20), at(1200, 14), at(1210, 20), at(1220, 26)]));
  const times = newIn(flow?.toServer.segments ?? []).map(({ atNs }) => atNs / 1e6);
  assert.deepEqual(times, [3, 1100, 1110, 1220]);
});
