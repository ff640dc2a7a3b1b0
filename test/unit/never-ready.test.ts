// Why a program never got ready: what is said of a connection that came and went.

import assert from "node:assert/strict";
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
