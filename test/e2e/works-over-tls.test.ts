// A service that works over TLS, and never ends: nothing that it asks can be read.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { RunResult } from "./harness.ts";
import { BACK, hasAll, missingIn, storedBy, storedSince, summaryOf, works } from "./over-tls.ts";
import { neverSays } from "./never-says.ts";

const DIES = ["--fault", "kill", ...BACK];
const watched = (ms: number): readonly string[] => ["--watch-ms", String(ms)];

/** @param isSo that the client did what it should not have done */
function wrong(
  what: string,
  make: (t: TestContext) => Promise<RunResult>,
  isSo: (seen: RunResult) => boolean,
): void {
  test(`${what} over TLS does not pass`, async (t) => {
    if (!hasAll(t)) return;
    const seen = await make(t);
    assert.ok(isSo(seen), storedBy(seen).join(" "));
    neverSays(seen.runs[0]?.verdict, { lost: 0 });
    assert.notEqual(seen.code, 0);
  });
}

const hasLeftOut = (seen: RunResult): boolean => missingIn(seen) > 1;

wrong("who leaves out what it could not store", (t) => works(t, "DROPS=1", DIES), hasLeftOut);
wrong(
  "who says that all was saved, and leaves some out",
  (t) => works(t, "DROPS=1 SAYS=1", DIES),
  hasLeftOut,
);
wrong(
  "who asks nothing any more",
  (t) => works(t, "ENDS=1", ["--fault", "reset"], watched(2000)),
  (seen) => storedBy(seen).length < 30,
);
wrong(
  "who tries to connect once, and never again,",
  (t) => works(t, "ENDS=1 LOOKS=1", DIES, watched(2500)),
  (seen) => storedSince(seen) === 0,
);
wrong(
  "who stores nothing any more, and asks for something else,",
  (t) => works(t, "ENDS=1 LOOKS=1 TWO=1", DIES, watched(1000)),
  (seen) => storedSince(seen) === 0,
);
// The server lives: one of its two connections was reset, and is never made again.
wrong(
  "who has lost one of two connections for good",
  (t) => works(t, "ENDS=1 TWO=1", ["--fault", "reset"], watched(1000)),
  (seen) => storedBy(seen).length < 25,
);
// Half a record reaches it, and nothing of that can be read.
wrong(
  "who leaves out what it was answered in part",
  (t) => works(t, "DROPS=1", ["--fault", "reset@mid-reply:2100"]),
  ({ runs: [run] }) => run?.verdict.ledger?.bytes.some(({ fate }) => fate === "unacknowledged") === true,
);

// Its last one lies in the receive queue of a stopped server, and it sleeps on its connection.
test("who waits for an answer over TLS that never comes hangs, and has lost what it asked", async (t) => {
  if (!hasAll(t)) return;
  const seen = await works(t, "WAITS=1", ["--fault", "stop"]);
  const verdict = seen.runs[0]?.verdict;
  assert.deepEqual([verdict?.reaction, verdict?.lost, seen.code], ["hangs", 1, 1], summaryOf(seen));
});

const IN_THE_MIDDLE = ["--fault", "kill@printed:/store 9\\n/", ...BACK];
wrong(
  "who leaves some of thirty out, and ends",
  (t) => works(t, "UNTIL=31 DROPS=1", IN_THE_MIDDLE),
  hasLeftOut,
);

// Numbered one after the other: the gaps in what the server has printed.
const GAPS = "sort -u | awk '/^store/ { all++; if ($2 > last) last = $2 } END { print last - all }'";

test("who knows what the server must have can say what it lacks, and that decides over TLS", async (t) => {
  if (!hasAll(t)) return;
  for (const drops of [true, false]) {
    const seen = await works(t, drops ? "DROPS=1" : "", DIES, ["--missing", GAPS]);
    const verdict = seen.runs[0]?.verdict;
    assert.equal(missingIn(seen) > 0, drops, storedBy(seen).join(" "));
    assert.equal(verdict?.lost, missingIn(seen), summaryOf(seen));
    assert.equal(seen.code, drops ? 1 : 0, summaryOf(seen));
  }
});

test("a command that finds something missing without the fault as well decides nothing", async (t) => {
  if (!hasAll(t)) return;
  const seen = await works(t, "", DIES, ["--missing", "echo 1"]);
  assert.deepEqual([seen.runs[0]?.verdict.undecided?.["lost"], seen.code], ["missing-anyway", 3]);
  assert.match(summaryOf(seen), /--missing counts something in the control as well/);
});
