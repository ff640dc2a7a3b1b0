// Without a network of its own an experiment has no PID namespace either: what it runs besides its programs ends with it all
// the same, when the process inside is killed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { anyUser, deadpeer, eventually, hasProgram, temporaryDirectory } from "./harness.ts";

const QUIET = "exec node -e 'require(`net`).connect(process.env.PORT, process.env.HOST).resume()'";
const ASKS = "exec node -e 'setInterval(() => 0, 999)' its-command";
const LIMITS = ["--start-ms", "60000", "--limit-ms", "60000", "--watch-ms", "50", "--control", "none"];

for (const [option, more] of [
  ["count", []],
  ["fault-command", []],
  ["also", ["--then", "--say", "hi"]],
] as const) {
  test(anyUser(`SIGKILL to the process inside while --${option} runs: it ends as well`), async (t) => {
    if (!hasProgram(t, "setpriv")) return;
    const network = ["--network", "machine", "--port", "9871", "--client", QUIET];
    const out = ["--out", temporaryDirectory(t)];
    const started = deadpeer(["run", ...network, `--${option}`, ASKS, ...more, ...LIMITS, ...out]);
    t.after(() => {
      for (const line of started.leftovers()) process.kill(Number.parseInt(line, 10), "SIGKILL");
    });
    const find = (words: string): string | undefined =>
      started.leftovers().find((line) => line.trimEnd().endsWith(words) && /^\d+ \S*node /.test(line));
    await eventually("the command", () => find(" its-command") !== undefined);
    process.kill(Number.parseInt(find("run/inside.cjs") ?? assert.fail("no process inside"), 10), "SIGKILL");
    assert.equal((await started.outcome).code, 3);
    await eventually("nothing left", () => started.leftovers().length === 0, 15_000);
  });
}
