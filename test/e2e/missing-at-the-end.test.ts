// A client that gives up: a command that looks for gaps does not see what is missing behind the last one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasAll, overTls, storedBy, summaryOf } from "./over-tls.ts";
import { program } from "./own.ts";

const P = program("orders-and-reports.py");

const GAPS = "sort -u | awk '/^store/ { all++; if ($2 > last) last = $2 } END { print last - all }'"; // docs/verdict.md
for (const variables of ["", "PLAIN=1"])
  test(`what was seen to be left unread is lost, although --missing prints 0 (${variables})`, async (t) => {
    if (!hasAll(t)) return;
    const programs = { server: `${P} serve`, client: `${P} gives-up`, variables };
    const seen = await overTls(t, programs, ["--fault", "kill", "--watch-ms", "9000", "--missing", GAPS]);
    assert.ok(storedBy(seen).length < 60, storedBy(seen).join(" "));
    assert.notEqual(seen.runs[0]?.verdict.lost, 0, summaryOf(seen));
    assert.notEqual(seen.code, 0);
  });
