// Who closes an idle connection first where both do so at almost the same time: nobody knows.

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatIdleness } from "../../src/cli/idle/format.ts";
import type { IdleCommand } from "../../src/cli/idle/options.ts";
import { readIdleTimes } from "../../src/idle/read-times.ts";
import type { Idleness } from "../../src/idle/result.ts";
import { type Timed, observations, opened, segment } from "./made-up.ts";

const held = (text: string): Timed[1] => ({ ...segment(text), wire: { frame: 101, fate: "held", rule: 1 } });

/** The last byte comes after 4 ms, and the connection is watched until 2,004 ms. */
function read(...facts: readonly Timed[]): ReturnType<typeof readIdleTimes> {
  const end: Timed = [2004, { kind: "step", step: "4", text: "the end" }];
  return readIdleTimes({ observations: observations(...opened, ...facts, end), drops: 0 });
}

test("who is first by less than timers are late, or anybody was, may be second the next time", () => {
  const spent = (ms: number, waitedMs: number): Timed => [
    ms,
    { kind: "spent", role: "client", ms: 1, waitedMs, serverWaitedMs: 0, lateMs: 0 },
  ];
  const by = (ms: number, ...facts: readonly Timed[]): ReturnType<typeof read> =>
    read(...facts, [1004, held("> F. 14:14(0) ack 14")], [1004 + ms, held("< F. 14:14(0) ack 14")]);
  assert.deepEqual([by(0.4).first, by(0.4).marginMs], ["unknown", 0.4]);
  assert.deepEqual([by(-15).first, by(-15).marginMs], ["unknown", 15]);
  assert.deepEqual([by(30).first, by(-30).first], ["client", "server"]);
  assert.equal(by(30, spent(900, 10), spent(1100, 25)).first, "unknown", "the client waited for a processor");
  assert.equal(by(30, spent(900, 10), spent(1100, 12)).first, "client");
  const least = read([1990, held("> F. 14:14(0) ack 14")]);
  assert.deepEqual([least.first, least.marginMs], ["unknown", 14], "the server may close just then");
  const command = { server: "s", client: "c", request: { upToMs: 2000 } } as IdleCommand;
  const tie: Idleness = {
    ...by(0.4),
    run: {} as Idleness["run"],
    crossing: { notMade: "" },
    isMissing: false,
  };
  const lines = formatIdleness(tie, command, { width: 200, colour: false, unicode: false });
  assert.ok(
    lines.includes(
      "It is unknown who closes first: the margin of 0.4 ms is one by which timers may be late.",
    ),
    lines.join("\n"),
  );
});
