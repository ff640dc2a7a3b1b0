// A client that gives up: a command that looks for gaps does not see what is missing behind the last one. One that tries
// still: what is missing may come yet.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasAll, overTls, storedBy, summaryOf, works } from "./over-tls.ts";
import { program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const P = program("orders-and-reports.py");

const GAPS = "sort -u | awk '/^store/ { all++; if ($2 > last) last = $2 } END { print last - all }'"; // docs/verdict.md
for (const variables of ["", "PLAIN=1"])
  test(`what was seen to be left unread is lost, although --missing prints 0 (${variables})`, async (t) => {
    if (!hasAll(t)) return;
    const programs = { server: `${P} serve`, client: `${P} gives-up`, variables };
    const seen = await overTls(t, programs, ["--fault", "kill", "--watch-ms", "9000", "--missing", GAPS]);
    assert.ok(storedBy(seen).length < 60, storedBy(seen).join(" "));
    neverSays(seen.runs[0]?.verdict, { lost: 0 });
    assert.notEqual(seen.code, 0);
  });

const OF_THIRTY = 'echo $((30 - $(grep -o "store [0-9]*" | sort -u | wc -l)))';
test("who ends without the fault, and tries to store the next one still, has left nothing out yet", async (t) => {
  if (!hasAll(t)) return;
  const seen = await works(t, "PLAIN=1 UNTIL=31", ["--watch-ms", "3000", "--missing", OF_THIRTY]);
  const [verdict] = seen.runs.map((each) => each.verdict);
  assert.equal(verdict?.exit, undefined, summaryOf(seen));
  neverSays(verdict, {});
  assert.deepEqual([verdict?.lost, verdict?.undecided?.["lost"]], [undefined, "too-short"], summaryOf(seen));
});
