// A command that is stopped by a signal says what it could not end, and has the exit code of the signal all the same. One
// signal that comes twice at once is one.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { type TestContext, test } from "node:test";
import { type Interruption, abortOnSignals } from "../../../src/cli/shared/signals.ts";

const COMMANDS = "src/cli";

test("each command that catches what a stopped run rejected with leaves it to exitCodeFor", () => {
  const files = readdirSync(COMMANDS, { recursive: true }).map(String);
  const stopped = files.filter((file) => {
    const text = file.endsWith(".ts") ? readFileSync(join(COMMANDS, file), "utf8") : "";
    return text.includes("abortOnSignals(process.stdout)") && text.includes("catch (error)");
  });
  assert.ok(stopped.length >= 6, stopped.join(" "));
  for (const file of stopped)
    assert.match(readFileSync(join(COMMANDS, file), "utf8"), /exitCodeFor\(error\)/, file);
});

/** A signal at each of these times, in milliseconds. Counts what was done of it. */
function afterSignals(t: TestContext, times: readonly number[], asked?: () => void): Done {
  let now = 0;
  let exits = 0;
  t.mock.method(performance, "now", () => now);
  t.mock.method(process, "exit", () => {
    exits += 1;
  });
  const on = t.mock.method(process, "on", () => process);
  const interruption = abortOnSignals(new PassThrough(), asked);
  const [, listener] = on.mock.calls.map((call) => call.arguments).find(([name]) => name === "SIGINT") ?? [];
  for (now of times) listener?.("SIGINT");
  return { interruption, exits };
}

interface Done {
  readonly interruption: Interruption;
  readonly exits: number;
}

test("a signal that comes twice at once, as from timeout(1), is one; a second one ends it at once", (t) => {
  const { interruption, exits } = afterSignals(t, [1000, 1001, 1090]);
  assert.deepEqual([interruption.signal.aborted, interruption.exitCode(), exits], [true, 130, 0]);
  t.mock.restoreAll();
  assert.equal(afterSignals(t, [1000, 1001, 1600]).exits, 1);
});

test("where the first signal only asks, one that comes twice at once asks once", (t) => {
  let asked = 0;
  const ask = (): number => (asked += 1);
  const once = afterSignals(t, [1000, 1001], ask);
  assert.deepEqual([asked, once.interruption.signal.aborted, once.exits], [1, false, 0]);
  t.mock.restoreAll();
  const second = afterSignals(t, [1000, 1600, 1601], ask);
  assert.deepEqual([asked, second.interruption.signal.aborted, second.exits], [2, true, 0]);
});
