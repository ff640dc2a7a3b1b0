// Why a program never got ready: what is said of a connection that came and went.

import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Experiment } from "../../src/inside/experiment.ts";
import { CONNECTED, neverReady } from "../../src/inside/not-ready.ts";
import type { Fact, SocketSample } from "../../src/timeline/observation.ts";

const row = (state: SocketSample["state"]): SocketSample => ({
  local: { address: "127.0.0.1", port: 40000 },
  remote: { address: "127.0.0.1", port: 9877 },
  state,
  recvQ: 0,
  sendQ: 0,
  inode: 7,
});

function labThatSaw(...facts: readonly Fact[]): Experiment {
  const observations = facts.map((fact, i) => ({ id: i + 1, atNs: i, ...fact }));
  const experiment: Pick<Experiment, "timeline" | "trees" | "sockets" | "spec"> = {
    timeline: { observations } as unknown as Experiment["timeline"],
    trees: { of: () => [] } as unknown as Experiment["trees"],
    sockets: { everything: () => [] } as unknown as Experiment["sockets"],
    spec: { port: 9877, without: [] as const } as unknown as Experiment["spec"],
  };
  return experiment as Experiment;
}

test("a connection that came and went between two looks is not one that never was", () => {
  const experiment = labThatSaw(
    { kind: "sockets", rows: [row("ESTABLISHED")] },
    { kind: "sockets", rows: [] },
  );
  const { message, exitCode } = neverReady(experiment, "client", CONNECTED);
  assert.match(message, /^The client's connection to the server ended before it could be observed\./);
  assert.equal(exitCode, 3);
});

test("one that its client has closed is over", () => {
  const facts: Fact[] = [
    { kind: "sockets", rows: [row("ESTABLISHED")] },
    { kind: "sockets", rows: [{ ...row("FIN_WAIT2"), inode: 0 }] },
  ];
  const { message, remedy } = neverReady(labThatSaw(...facts), "client", CONNECTED);
  assert.match(
    `${message} ${remedy}`,
    /^The client's connection to the server ended .* `--fault FAULT@mid-request`/,
  );
});

test("one that never got further than its SYN was never connected", () => {
  const experiment = labThatSaw({ kind: "sockets", rows: [row("SYN_SENT")] });
  assert.match(
    neverReady(experiment, "client", CONNECTED).message,
    /^The client never connected to the server\./,
  );
});

test("a connection that is there, and that no process of the client holds, is not over", () => {
  const experiment = labThatSaw(
    { kind: "sockets", rows: [] },
    { kind: "sockets", rows: [row("ESTABLISHED")] },
  );
  assert.match(
    neverReady(experiment, "client", CONNECTED).message,
    /^The client never connected to the server\./,
  );
});

test("what a program printed is not said to be nothing where output is not observed", () => {
  const experiment = labThatSaw({ kind: "sockets", rows: [] });
  assert.match(neverReady(experiment, "client", CONNECTED).message, /It printed nothing\.$/);
  const blind = { ...experiment, spec: { ...experiment.spec, without: ["output" as const] } };
  assert.match(neverReady(blind, "client", CONNECTED).message, /What it printed was not observed\.$/);
});

test("one that is connected, and has not printed what was waited for", () => {
  const experiment = labThatSaw({ kind: "sockets", rows: [row("ESTABLISHED")] });
  assert.match(neverReady(experiment, "client", "printed /x/").message, /^The client never printed \/x\/\./);
});

test("a client that talks over something else than TCP: a Unix socket, UDP", async () => {
  const experiment = labThatSaw({ kind: "sockets", rows: [] });
  const own = { ...experiment, trees: { of: () => [{ pid: process.pid }] } } as unknown as Experiment;
  const says = (): string => neverReady(own, "client", CONNECTED).message;
  const folder = mkdtempSync(join(tmpdir(), "deadpeer-test-"));
  const [udp, unix] = [createSocket("udp4"), createServer()];
  await once(udp.bind(0, "127.0.0.1"), "listening");
  try {
    assert.match(says(), /It has no TCP socket, and a (Unix socket and a )?UDP socket\./);
    await once(unix.listen(join(folder, "socket")), "listening");
    assert.match(says(), /It has no TCP socket, and a Unix socket and a UDP socket\./);
    assert.match(neverReady(own, "client", CONNECTED).remedy, /^TCP is what is observed/);
  } finally {
    udp.close();
    unix.close();
    rmSync(folder, { recursive: true });
  }
});

test("what it printed is plain: no sequence for a terminal", () => {
  const experiment = labThatSaw(
    { kind: "sockets", rows: [] },
    { kind: "printed", role: "client", text: "db> \u001b[0KPING\r\nPONG\r\n" },
  );
  assert.match(neverReady(experiment, "client", CONNECTED).message, /It printed: db> PING\nPONG$/);
});
