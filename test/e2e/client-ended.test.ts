// A client that has ended has ended, whatever deadpeer itself runs beside it.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { hasProgram, quoted } from "./harness.ts";
import { AT_ONCE, assertVerdict, experiment } from "./own.ts";

const PAGES = quoted(join(process.cwd(), "test/fixtures/programs/half-page.py"));

// The relay before a server of one's own has a connector, a child of the process inside: it was taken for a daemon of the
// client's.
test("half a page of one's own server, behind a relay: curl's exit code tells", async (t) => {
  if (!hasProgram(t, "curl") || !hasProgram(t, "python3")) return;
  const server = ["--server", `exec python3 ${PAGES} 0.03 $PORT`];
  const client = ["--client", "exec curl -sS http://$HOST:$PORT/", "--client-on", "pipes"];
  const seen = await experiment(t, server, client, ["--fault", "kill@mid-reply:150"], AT_ONCE);
  assertVerdict(seen, { ending: "fin", lost: 1, unreported: 0, noticed: "at-once", reaction: "exits" });
  assert.deepEqual(seen.verdict.exit, { exitCode: 18 });
});

// Its client prints the page only once it is over, and the control was over before: the beginning was taken for news.
for (const moment of ["kill@mid-reply:150", "kill"]) {
  test(`${moment}: half a page that is printed as if it were whole tells nobody`, async (t) => {
    if (!hasProgram(t, "curl") || !hasProgram(t, "python3")) return;
    const server = ["--server", `exec python3 ${PAGES} 0.1 $PORT`];
    const client = ["--client", "curl -s http://$HOST:$PORT/ | sed 's/^/got: /'", "--client-on", "pipes"];
    const seen = await experiment(t, server, client, ["--fault", moment], AT_ONCE);
    assertVerdict(seen, { ending: "fin", lost: 1, unreported: 1, reaction: "exits" });
    assert.deepEqual([seen.verdict.told, seen.verdict.exit], ["", { exitCode: 0 }]);
  });
}
