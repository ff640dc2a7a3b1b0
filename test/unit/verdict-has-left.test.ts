// Whether a client had left before its answer was cut: by what it sent, and by what became of what came then.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SeenSegment } from "../../src/timeline/conversation.ts";
import { hasLeft } from "../../src/verdict/promised.ts";

type From = "client" | "server";

function at(ms: number, from: From, flags: string, length = 0, arrives = true): SeenSegment {
  const direction = from === "client" ? "client->server" : "server->client";
  const segment = { atNs: ms * 1e6, direction, flags, length, ...(arrives && { arrivedAtNs: ms * 1e6 }) };
  return segment as unknown as SeenSegment;
}

const ask = at(1, "client", "P.", 18);
const fin = at(10, "client", "F.");
const data = (ms: number, arrives = true): SeenSegment => at(ms, "server", "P.", 5, arrives);

test("it has closed, or aborted, before; later it is no matter", () => {
  assert.equal(hasLeft([ask, data(5), fin]), true);
  assert.equal(hasLeft([ask, data(5), at(10, "client", "R.")]), true);
  assert.equal(hasLeft([ask, data(5), fin], 10e6), false);
  assert.equal(hasLeft([ask, data(5), fin], 10e6 + 1), true);
  assert.equal(hasLeft([ask, data(5), at(10, "client", "R.")], 10e6), false);
  assert.equal(
    hasLeft([ask, data(5), at(10, "server", "F."), at(11, "server", "R")]),
    false,
    "the server's own",
  );
  assert.equal(hasLeft([ask, data(5)]), false);
});

test("what comes when a half is closed is taken, unless an RST answers it", () => {
  assert.equal(hasLeft([ask, fin, data(20)]), false);
  assert.equal(hasLeft([ask, fin, data(20), at(20.1, "client", "R")]), true);
  assert.equal(hasLeft([ask, fin, data(20), at(50, "client", "R.")], 30e6), false, "it gave up later");
  assert.equal(hasLeft([ask, data(10), fin]), true, "nothing came since");
  assert.equal(hasLeft([ask, fin, data(20, false)]), true, "nor did that arrive");
  assert.equal(hasLeft([ask, fin, at(20, "server", ".")]), true, "an acknowledgment");
  assert.equal(hasLeft([ask, fin, at(20, "client", ".", 1)]), true, "the client's own");
});
