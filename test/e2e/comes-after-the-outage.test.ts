// A page over TLS that comes once the cable is in again. Its server answers the client's end with one of its own, which is
// refused: that was no part of the page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasAll, overTls, storedBy, summaryOf } from "./over-tls.ts";
import { program } from "./own.ts";

const P = program("orders-and-reports.py");

test("an answer over TLS that comes once the cable is in again is neither cut nor lost", async (t) => {
  if (!hasAll(t)) return;
  const seen = await overTls(t, { server: `${P} serve`, client: `${P} report` }, [
    "--fault",
    "outage:800@mid-reply:2500",
  ]);
  const { verdict } = seen.runs[0] ?? {};
  assert.ok(!storedBy(seen).length);
  assert.equal(verdict?.lost, 0, summaryOf(seen)); // it printed "got 2090", as it does in the control
  assert.equal(verdict?.unreported, 0);
  assert.equal(verdict?.patience, "bears");
});
