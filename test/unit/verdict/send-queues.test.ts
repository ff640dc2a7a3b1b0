// How far the client had written to a connection, by its kernel's send queue: at each look, and between two things said.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TcpState } from "../../../src/tcp/states.ts";
import { layOut } from "../../../src/timeline/case.ts";
import { readWritten, writtenMeanwhile } from "../../../src/verdict/bytes/send-queues.ts";
import { connection, evidenceOf, observations, opened, segment, sockets } from "../made-up.ts";
import { type Timed, caseOf, closes, lostOnTheWay, sends, serves } from "../one-run.ts";

const looks = (ms: number, sendQ: number, state: TcpState = "ESTABLISHED"): Timed => {
  const { rows, ...fact } = sockets(state, "ESTABLISHED");
  const isClients = (port: number): boolean => port === connection.client.port;
  return [ms, { ...fact, rows: rows.map((row) => (isClients(row.local.port) ? { ...row, sendQ } : row)) }];
};
const nothing = (ms: number): Timed => [ms, { kind: "sockets", rows: [] }];
const acks = (ms: number, to: number): Timed => [ms, segment(`< . 14:14(0) ack ${to}`)];
const arrives = (ms: number, [sentMs, fact]: Timed): Timed => [
  sentMs,
  { ...fact, wire: { frame: sentMs, fate: "passed", deliveredNs: ms * 1e6 } } as Timed[1],
];

/** At each look, after 13 bytes that were sent and acknowledged. */
function written(facts: readonly Timed[], begun = opened): (number | undefined)[][] {
  const seen = layOut(evidenceOf(observations(...begun, ...facts)));
  return readWritten(seen, connection, seen.segments).map(({ atNs, to }) => [atNs / 1e6, to]);
}

test("it had written what was acknowledged by then, and what its send queue holds", () => {
  assert.deepEqual(written([looks(50, 0), looks(60, 6)]), [
    [50, 14],
    [60, 20],
  ]);
  assert.deepEqual(written([sends(100), looks(110, 6), acks(120, 20), looks(130, 4)]), [
    [110, 20],
    [130, 24],
  ]);
  assert.deepEqual(written([looks(0, 0)], opened.slice(0, 4)), [[0, 1]], "nothing was sent");
});

test("looks before it had a socket say nothing; one after it says that it has none any more", () => {
  assert.deepEqual(written([nothing(5), looks(50, 0), nothing(60)]), [
    [50, 14],
    [60, undefined],
  ]);
  assert.deepEqual(written([nothing(5)]), []);
});

test("an acknowledgment counts once it has arrived, and an older one that comes later takes nothing back", () => {
  const sent = [sends(100), sends(101, 20)];
  assert.deepEqual(written([...sent, lostOnTheWay(acks(120, 26)), looks(130, 12)]), [[130, 26]]);
  const lost = lostOnTheWay(acks(110, 20));
  assert.deepEqual(written([...sent, lost, acks(120, 26), looks(130, 0)]), [[130, 26]]);
  assert.deepEqual(written([...sent, acks(130, 26), looks(130, 0)]), [[130, 26]], "at the same time");
  const older = arrives(150, acks(110, 20));
  const newer = arrives(130, acks(120, 26));
  assert.deepEqual(written([...sent, older, newer, looks(125, 12), looks(140, 0), looks(160, 0)]), [
    [125, 26],
    [140, 26],
    [160, 26],
  ]);
  const own: Timed = [115, segment("> . 26:26(0) ack 20")];
  assert.deepEqual(written([...sent, serves(110), own, looks(130, 12)]), [[130, 26]], "its own says nothing");
});

test("its FIN takes a number, and is no byte: acknowledged, or still in the queue", () => {
  const own: Timed = [105, segment("> . 15:15(0) ack 20")];
  assert.deepEqual(written([serves(90), closes(100), own, acks(110, 15), looks(120, 0, "FIN_WAIT2")]), [
    [120, 14],
  ]);
  for (const state of ["FIN_WAIT1", "CLOSING", "LAST_ACK"] as const) {
    assert.deepEqual(written([closes(100), looks(110, 7, state)]), [[110, 20]], state);
    assert.deepEqual(written([closes(100), looks(110, 1, state)]), [[110, 14]], state);
    assert.deepEqual(written([closes(100), looks(110, 0, state)]), [[110, 14]], state);
  }
  assert.deepEqual(written([looks(110, 7, "CLOSE_WAIT")]), [[110, 21]], "it has sent none");
});

test("a look at another connection's socket is not one at this", () => {
  const seen = caseOf([looks(50, 6)]);
  const other = { ...connection, client: { ...connection.client, port: 50_000 } };
  assert.deepEqual(readWritten(seen, other, []), []);
});

/** Between 1000 and 2000 ms; something had been said at 800 ms. */
function meanwhile(...seen: readonly (readonly [ms: number, to: number | undefined])[]): number | string {
  const all = seen.map(([ms, to]) => ({ atNs: ms * 1e6, to }));
  return writtenMeanwhile(all, { sinceNs: 800e6, fromNs: 1000e6, untilNs: 2000e6 }) ?? "unknown";
}

test("what it wrote meanwhile reaches to where the last look before the end shows", () => {
  assert.equal(meanwhile([900, 14], [1500, 20]), 20);
  assert.equal(meanwhile([700, 8], [900, 14], [1200, 16], [1500, 20], [2500, 30]), 20);
  assert.equal(meanwhile([1000, 14], [1500, 20]), 20);
});

test("it wrote nothing where no look shows more than that before, or it had no socket any more", () => {
  assert.equal(meanwhile([900, 14], [1500, 14]), "nothing");
  assert.equal(meanwhile([900, 14], [2500, 14]), "nothing", "a look is recorded when it differs");
  assert.equal(meanwhile([900, 14], [2000, 14], [2500, 20]), "nothing", "what comes later was written later");
  assert.equal(meanwhile([700, 14], [1500, 14]), "nothing");
  assert.equal(meanwhile([900, undefined]), "nothing");
  assert.equal(meanwhile([900, undefined], [1500, 20]), "nothing");
});

test("how much it wrote is unknown without a look before it, or behind it", () => {
  assert.equal(meanwhile([1500, 20]), "unknown");
  assert.equal(meanwhile(), "unknown");
  assert.equal(meanwhile([900, 14]), "unknown");
  assert.equal(meanwhile([900, 14], [1500, undefined]), "unknown");
  assert.equal(meanwhile([900, 14], [2000, 20]), "unknown", "it may have been written later");
  assert.equal(meanwhile([900, 14], [2500, 20]), "unknown");
  assert.equal(meanwhile([1000, 14], [2500, 20]), "unknown");
  assert.equal(meanwhile([800, 14], [1500, 20]), "unknown", "it may be what was said before");
});
