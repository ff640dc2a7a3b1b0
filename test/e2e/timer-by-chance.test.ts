// A client that reads its connection never, and whose own timer comes by chance once its server is gone.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { hasProgram, quoted, run, temporaryDirectory } from "./harness.ts";
import { program } from "./own.ts";

// /proc/PID/syscall: its one thread sleeps in read(0), the other in clock_nanosleep, when the RST comes and ever after.
test("a line that names no trouble, of one that was not asleep on its connection, may be chance", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const flag = quoted(join(temporaryDirectory(t), "started"));
  const client = `${program("prints-once.py")} ${flag} 'statistics: 3 lines'`;
  const args = ["--client", client, "--client-on", "pipes", "--fault", "reset", "--watch-ms", "1500"];
  const { runs } = await run(t, args);
  const { verdict } = runs[0] ?? {};
  assert.match(verdict?.noticed ?? "", /^(?:never|unknown)$/, verdict?.summary.join("\n"));
  assert.notEqual(verdict?.grade, "pass");
});
