// A fault as it is written, with its number and its moment.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type FaultName, faultNames, faults } from "../../../src/fault/index.ts";
import { checkRunOptions } from "../../../src/run/check-options.ts";

test("a fault is written with its moment, as on the command line", () => {
  const of = (fault: string): unknown => {
    const command = faults[fault as FaultName]?.needsCommand && { faultCommand: "true" };
    const request = checkRunOptions({ fault, client: "c", ...command, exchange: [{ say: "x" }] });
    const { at, bytes, pattern } = request.moment;
    return [request.fault, at, bytes, ...(pattern === undefined ? [] : [pattern])];
  };
  assert.deepEqual(of("kill"), ["kill", "idle", 0]);
  assert.deepEqual(of("kill@mid-request"), ["kill", "mid-request", 5]);
  assert.deepEqual(of("stop@mid-reply:20"), ["stop", "mid-reply", 20]);
  assert.deepEqual(of("kill@mid-reply:0"), ["kill", "mid-reply", 0]);
  assert.deepEqual(of("kill@answered"), ["kill", "answered", 0]);
  assert.deepEqual(of("reset@request:/a@b:c/i"), ["reset", "request", 0, "/a@b:c/i"]);
  assert.deepEqual(of("outage:500@answered:PUT"), ["outage", "answered", 0, "PUT"]);
  for (const fault of faultNames) assert.deepEqual(of(fault), [fault, "idle", 0]);
});
