// Sockets that a client leaves in CLOSE_WAIT.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SocketSample } from "../../../src/timeline/observation.ts";
import { lingers } from "../../../src/verdict/notice/lingers.ts";
import { connection } from "../made-up.ts";
import { type Timed, caseOf, died } from "../one-run.ts";

const row = (port: number, state: SocketSample["state"]): SocketSample => ({
  local: { ...connection.client, port },
  remote: connection.server,
  state,
  recvQ: 1,
  sendQ: 0,
  inode: port,
});
const table = (ms: number, ...rows: readonly SocketSample[]): Timed => [ms, { kind: "sockets", rows }];
const MINE = connection.client.port;
const isLeft = (before: Timed, ...facts: readonly Timed[]): boolean =>
  lingers(caseOf([before, ...died, ...facts]));

test("the connection under test, or another one to the same server, is left so in the last table", () => {
  const both = table(900, row(MINE, "ESTABLISHED"), row(50_001, "ESTABLISHED"));
  assert.equal(isLeft(both, table(1500, row(MINE, "CLOSE_WAIT"))), true);
  assert.equal(isLeft(both, table(1500, row(50_001, "CLOSE_WAIT"))), true);
  assert.equal(isLeft(both, table(1500, row(50_001, "CLOSE_WAIT")), table(1600)), false, "and closed later");
  assert.equal(isLeft(both, table(1500, row(50_001, "ESTABLISHED"))), false);
});

test("one that was left so before the fault says nothing of it, nor does one to another server, or of deadpeer's own", () => {
  const before = table(900, row(MINE, "ESTABLISHED"), row(50_001, "CLOSE_WAIT"));
  assert.equal(isLeft(before, table(1500, row(50_001, "CLOSE_WAIT"))), false);
  assert.equal(isLeft(before, table(1500, row(50_001, "CLOSE_WAIT"), row(50_002, "CLOSE_WAIT"))), true);
  const elsewhere = { ...row(50_002, "CLOSE_WAIT"), remote: { ...connection.server, port: 1 } };
  assert.equal(isLeft(before, table(1500, elsewhere)), false);
  const probe = { ...connection, client: { ...connection.client, port: 50_002 } };
  const looks: Timed = [1400, { kind: "probe", connection: probe, text: "a probe" }];
  assert.equal(isLeft(before, looks, table(1500, row(50_002, "CLOSE_WAIT"))), false);
});
