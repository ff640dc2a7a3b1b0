// Whether a client had left before its answer was cut: by what it sent, and by what became of what came then.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SeenSegment } from "../../../src/timeline/conversation.ts";
import { type Timed, connection, laidOut, observations, opened, sockets, segment } from "../made-up.ts";
import type { Fact, SocketSample } from "../../../src/timeline/observation.ts";
import { hasLeft, hasLeftIn } from "../../../src/verdict/asks/promised.ts";

type From = "client" | "server";

function at(ms: number, from: From, flags: string, length = 0, arrives = true): SeenSegment {
  const direction = from === "client" ? "client->server" : "server->client";
  const seen = { atNs: ms * 1e6, direction, flags, length, ...(arrives && { arrivedAtNs: ms * 1e6 }) };
  return seen as unknown as SeenSegment;
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
  const crossing = [ask, fin, data(20), at(20.1, "client", "R")];
  assert.equal(hasLeft(crossing, 20.05e6), true, "its server's end came before the RST went out");
  assert.equal(hasLeft([ask, fin, data(20), at(50, "client", "R.")], 30e6), false, "it gave up later");
  assert.equal(hasLeft([ask, data(10), fin]), true, "nothing came since");
  assert.equal(hasLeft([ask, fin, data(20, false)]), true, "nor did that arrive");
  assert.equal(hasLeft([ask, fin, at(20, "server", ".")]), true, "an acknowledgment");
  assert.equal(hasLeft([ask, fin, at(20, "client", ".", 1)]), true, "the client's own");
});

test("one that had closed a half, and still held its socket then, has not left, though nothing came since", () => {
  const died = 1000;
  const left = (facts: readonly Timed[], beforeMs = died): boolean =>
    hasLeftIn(laidOut(observations(...halfClosed, ...facts)), beforeMs * 1e6);
  const holds = (ms: number, ...owners: readonly number[]): Timed => [
    ms,
    {
      kind: "owners",
      end: "client",
      connection,
      inode: 1,
      owners: owners.map((pid) => ({ pid, name: "nc" })),
    } as unknown as Fact,
  ];
  assert.equal(left([]), false);
  assert.equal(left([holds(30, 7)]), false);
  assert.equal(left([holds(30, 7), holds(500)]), true, "it had given up");
  assert.equal(left([holds(30, 7), holds(1001)]), false, "it left with its server");
  assert.equal(
    left([[500, { kind: "program-exited", role: "client", pid: 7, exitCode: 0 } as unknown as Fact]]),
    true,
  );
  const closed = observations(...halfClosed.map((fact) => withRows(fact, { inode: 0 })));
  assert.equal(hasLeftIn(laidOut(closed), died * 1e6), true, "closed sockets have no inode");
  assert.equal(left([], 15), true, "it was not seen to be half a close then");
  const deaf = halfClosed.map((fact) => withRows(fact, { shutdown: "both" }));
  assert.equal(
    hasLeftIn(laidOut(observations(...deaf)), died * 1e6),
    true,
    "it takes nothing more (SHUT_RDWR)",
  );
});

const halfClosed: readonly Timed[] = [
  ...opened,
  [10, segment("> F. 14:14(0) ack 14")],
  [20, sockets("FIN_WAIT2", "CLOSE_WAIT")],
];

function withRows([ms, fact]: Timed, more: Partial<SocketSample>): Timed {
  if (fact.kind !== "sockets") return [ms, fact];
  return [ms, { ...fact, rows: fact.rows.map((row): SocketSample => ({ ...row, ...more })) }];
}
