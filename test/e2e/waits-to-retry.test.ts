// Downloaders that wait for a second and then fetch again what came in part: as long as they wait, nobody knows whether it
// is lost.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { hasProgram, quoted, run, temporaryDirectory } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const script = quoted(join(process.cwd(), "test/fixtures/programs/half-page.py"));
const SERVER = ["--server", `exec python3 ${script} 0.03 $PORT`];

// strace: curl's poll(NULL, 0, 1000), wget's clock_nanosleep of 1 s; then connect(2), and exit code 0 with the whole page.
for (const [name, args] of [
  ["curl", "-s --retry 3 --retry-all-errors -o"],
  ["wget", "-q -O"],
] as const)
  test(`${name} that waits before it tries again has not failed to tell`, async (t) => {
    if (!hasProgram(t, name) || !hasProgram(t, "python3")) return;
    const page = quoted(join(temporaryDirectory(t), "page"));
    const client = ["--client", `exec ${name} ${args} ${page} http://$HOST:$PORT/`, "--client-on", "pipes"];
    const all = [...SERVER, ...client, "--fault", "kill@mid-reply:150", ...AT_ONCE];
    const long = await run(t, [...all, "--watch-ms", "3000"]);
    assert.deepEqual([long.code, long.runs[0]?.verdict.lost], [0, 0]);
    const { verdict } = (await run(t, all)).runs[0] ?? {};
    neverSays(verdict, { unreported: 1 });
  });

// /proc/PID/syscall: epoll_pwait(…, 1000) on no connection; then connect(2), and exit code 0 with the whole page.
test("nor has one that waits in its event loop", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const client = ["--client", program("fetches-again.mjs"), "--client-on", "pipes"];
  const all = [...SERVER, ...client, "--fault", "kill@mid-reply:150", ...AT_ONCE];
  const long = await run(t, [...all, "--watch-ms", "3000"]);
  assert.deepEqual([long.code, long.runs[0]?.verdict.lost], [0, 0]);
  const { verdict } = (await run(t, all)).runs[0] ?? {};
  neverSays(verdict, { unreported: 1 });
});
