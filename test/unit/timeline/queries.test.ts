// Questions to a timeline, and a run laid out for judgement.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { SocketSample } from "../../../src/timeline/observation.ts";
import {
  after,
  findAckOf,
  findEnding,
  findExit,
  ofKind,
  printedBy,
  rowsOf,
} from "../../../src/timeline/queries.ts";
import { goldenRuns } from "../golden.ts";
import { connection, evidenceOf, observations, opened, segment, sockets } from "../made-up.ts";

const killed = { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL" } as const;

test("observations are found by kind, role and time", () => {
  const seen = observations(
    [1, { kind: "printed", role: "server", text: "listening" }],
    [2, { kind: "printed", role: "client", text: "hello" }],
    [3, { kind: "program-exited", role: "server", pid: 1, exitCode: 0 }],
    [4, { kind: "program-exited", role: "client", pid: 2, signal: "SIGSEGV" }],
  );
  assert.deepEqual(
    ofKind(seen, "printed").map(({ id }) => id),
    [1, 2],
  );
  assert.equal(printedBy(seen, "client").at(0)?.id, 2);
  assert.equal(findExit(seen, "client")?.signal, "SIGSEGV");
  assert.equal(findExit([], "client"), undefined);
  assert.deepEqual(
    after(seen, 2e6).map(({ id }) => id),
    [3, 4],
    "what is of that very time is not after it",
  );
});

test("the ending is the server's first FIN or RST, and never the client's", () => {
  const fin = observations(
    ...opened,
    [9, segment("> F. 14:14(0) ack 14")],
    [10, segment("< F. 14:14(0) ack 15")],
  );
  assert.equal(findEnding(fin, connection)?.direction, "server->client");
  const rst = observations(
    ...opened,
    [9, segment("< R. 14:14(0) ack 14")],
    [10, segment("< F. 14:14(0) ack 14")],
  );
  assert.equal(findEnding(rst, connection)?.flags, "R.");
  assert.equal(findEnding(observations(...opened), connection), undefined);
});

test("a FIN is acknowledged by the number after it and its data, and by nothing less", () => {
  const seen = observations(
    ...opened,
    [6, segment("< FP. 14:20(6) ack 14", "bye...")],
    [7, segment("> . 14:14(0) ack 20")],
    [8, segment("> . 14:14(0) ack 21")],
  );
  const fin = findEnding(seen, connection);
  assert.ok(fin);
  assert.equal(findAckOf(fin, seen, connection)?.relativeAck, 21);
  const without = seen.filter(({ atNs }) => atNs < 8e6);
  assert.equal(findAckOf(fin, without, connection), undefined);
});

test("the client's own FIN may be the acknowledgment; an RST without ACK is none", () => {
  const end = (text: string): ReturnType<typeof findAckOf> => {
    const seen = observations(...opened, [6, segment("< F. 14:14(0) ack 14")], [7, segment(text)]);
    const fin = findEnding(seen, connection);
    return fin && findAckOf(fin, seen, connection);
  };
  assert.equal(end("> F. 14:14(0) ack 15")?.flags, "F.");
  assert.equal(end("> R 14:14(0)"), undefined);
});

test("of a table the connection's two ends and the listening socket are picked out", () => {
  const { rows } = sockets("CLOSE_WAIT", "FIN_WAIT2", 1);
  const others = sockets("ESTABLISHED").rows.map((row) => ({ ...row, local: { ...row.local, port: 5 } }));
  const found = rowsOf([...others, ...rows], connection);
  assert.equal(found.client?.state, "CLOSE_WAIT");
  assert.equal(found.client?.recvQ, 1);
  assert.equal(found.server?.state, "FIN_WAIT2");
  assert.equal(found.listening?.state, "LISTEN");
  assert.deepEqual(rowsOf([], connection), { client: undefined, server: undefined, listening: undefined });
});

test("the server's end is found too where the server listens on IPv4 and IPv6 at once", () => {
  const mapped = ({ address, port }: SocketSample["local"]): SocketSample["local"] => ({
    address: `::ffff:${address}`,
    port,
  });
  const rows = sockets("CLOSE_WAIT", "FIN_WAIT2").rows.map((row) =>
    row.state === "FIN_WAIT2" ? { ...row, local: mapped(row.local), remote: mapped(row.remote) } : row,
  );
  assert.equal(rowsOf(rows, connection).server?.state, "FIN_WAIT2");
});

test("a run is laid out: its connection, fault, ending after the fault, and what was typed", () => {
  const seen = layOut(evidenceOf(observations(...opened, [6, killed], [7, segment("< F. 14:14(0) ack 14")])));
  assert.equal(seen.connection?.client.port, connection.client.port);
  assert.equal(seen.segments.length, 6);
  assert.equal(seen.fault?.pid, 7);
  assert.equal(seen.ending?.text, "F. 14:14(0) ack 14");
  assert.deepEqual(
    seen.typed.map(({ text }) => text),
    ["hello, world"],
  );
  assert.ok(seen.isOn("segments"));
});

test("a FIN before the fault is not the ending that the fault made", () => {
  const early = observations(...opened, [6, segment("< F. 14:14(0) ack 14")], [7, killed]);
  assert.equal(layOut(evidenceOf(early)).ending, undefined);
});

test("an empty run has no connection, no segments, no fault, no ending", () => {
  const seen = layOut(evidenceOf([segment("> S 0:0(0)")].map((fact) => ({ id: 1, atNs: 0, ...fact }))));
  assert.deepEqual(
    [seen.connection, seen.segments, seen.fault, seen.ending, seen.typed],
    [undefined, [], undefined, undefined, []],
  );
});

test("an observer that is off, or not named, is not on", () => {
  const evidence = evidenceOf([], { observers: [{ name: "segments", on: false, how: "left out" }] });
  assert.ok(!layOut(evidence).isOn("segments"));
  assert.ok(!layOut(evidence).isOn("sockets"));
});

test("every real run has its ending where it was made to have one", () => {
  const endings = goldenRuns().map(({ name, run }) => `${name}: ${layOut(run).ending?.flags}`);
  assert.deepEqual(endings, [
    "run-5-12 terminal: F.",
    "run-5-12 both: F.",
    "run-5-12-close terminal: F.",
    "run-5-12-reset terminal: R.",
    "run-5-12-none terminal: undefined",
    "run-5-12-nc terminal: F.",
  ]);
});
