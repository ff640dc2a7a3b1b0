// Scripts that post over TLS by programs of others.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BACK, NOTHING_LOST, hasAll, missingIn, overTls, storedBy, summaryOf } from "./over-tls.ts";
import { program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const LINES = `${program("works-over-tls.py")} serve`;
const HTTPS = program("stores-over-https.py");
const POST = "curl -sk -m 2 -o /dev/null -d $n https://$HOST:$PORT/orders";

// (`-quiet` goes on reading at the end of its input, so that it never ends in the control.) On its only connection it has
// sent half as much as in the control.
test("what was never shipped over TLS by one that ends with 0 is not said to be there", async (t) => {
  if (!hasAll(t)) return;
  const feeds = "(for n in $(seq 1 30); do echo store $n; sleep 0.05; done)";
  const client = `${feeds} | openssl s_client -quiet -connect $HOST:$PORT >/dev/null 2>&1; echo done`;
  const fault = ["--fault", "reset@printed:/store 9\\n/"];
  const seen = await overTls(t, { server: LINES, client }, fault, NOTHING_LOST);
  assert.ok(storedBy(seen).length < 25, `${storedBy(seen).length}`);
  neverSays(seen.runs[0]?.verdict, { lost: 0 });
  assert.notEqual(seen.code, 0);
});

// The rest of its first answer is held, and never comes (curl ends with 56), and what is posted next is something else.
test("what curl was answered in part over TLS is lost, or unknown, however short it is watched", async (t) => {
  if (!hasAll(t, "curl")) return;
  const client = `for n in $(seq 1 40); do ${POST}; sleep 0.03; done; echo done`;
  const fault = ["--fault", "reset@mid-reply:1700"];
  const seen = await overTls(t, { server: HTTPS, client }, fault, NOTHING_LOST);
  const [verdict] = seen.runs.map((each) => each.verdict);
  assert.ok(
    verdict?.ledger?.bytes.some(({ fate }) => fate === "unacknowledged"),
    "the rest was held",
  );
  neverSays(verdict, { lost: 0 });
  assert.notEqual(seen.code, 0);
});

// It is at its work still when it is watched no more: its first order was posted again, and answered, and others since.
test("who posts each over TLS until that succeeds, and is not done yet, has lost none for certain", async (t) => {
  if (!hasAll(t, "curl")) return;
  const client = `for n in $(seq 1 30); do until ${POST}; do sleep 0.05; done; sleep 0.03; done; echo done`;
  const fault = ["--fault", "kill@mid-reply:1700", ...BACK, "--watch-ms", "1500"];
  const seen = await overTls(t, { server: HTTPS, client }, fault, NOTHING_LOST);
  const stored = storedBy(seen);
  assert.ok(!stored.includes(30), stored.join(" "));
  neverSays(seen.runs[0]?.verdict, { lost: 1 });
  assert.notEqual(seen.code, 1);
});

const BREAKS = ["--fault", "kill@mid-request:650", ...BACK, "--watch-ms", "3000"];
const twelve = (post: string): string => `for n in $(seq 1 12); do ${post}; sleep 0.05; done; echo done`;

test("who posts each over TLS until that succeeds, and ends, has lost none", async (t) => {
  if (!hasAll(t, "curl")) return;
  const client = twelve(`until ${POST}; do sleep 0.05; done`);
  const seen = await overTls(t, { server: HTTPS, client }, BREAKS, NOTHING_LOST);
  assert.deepEqual([seen.runs[0]?.verdict.lost, seen.code], [0, 0], summaryOf(seen));
});

test("who leaves out what it could not post over TLS, and ends, has lost that", async (t) => {
  if (!hasAll(t, "curl")) return;
  const seen = await overTls(t, { server: HTTPS, client: twelve(POST) }, BREAKS, NOTHING_LOST);
  assert.ok(missingIn(seen) > 0 || storedBy(seen).length === 0, storedBy(seen).join(" "));
  assert.deepEqual([seen.runs[0]?.verdict.lost, seen.code], [1, 1], summaryOf(seen));
});
