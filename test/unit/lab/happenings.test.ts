// Whether there is anything to save of a run of the lab: not if it was only begun.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BEGINNING, hasHappened } from "../../../src/lab/happenings.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import { connection, observations, segment, sockets } from "../made-up.ts";

const begun: readonly Fact[] = [
  { kind: "step", step: BEGINNING, text: "Server and client are started." },
  { kind: "program-started", role: "server", pid: 5, command: "s", on: "terminal" },
  { kind: "printed", role: "client", text: "> " },
  segment("> S 0:0(0)"),
  segment("< S. 0:0(0) ack 1"),
  segment("> . 1:1(0) ack 1"),
  { kind: "connection", ...connection },
  sockets("ESTABLISHED", "ESTABLISHED"),
  { kind: "spent", role: "client", ms: 3 },
];

const after = (...facts: readonly Fact[]): boolean =>
  hasHappened(observations(...[...begun, ...facts].map((fact, i) => [i, fact] as const)));

test("server and client were started and connected: nothing has happened", () => {
  assert.equal(after(), false);
});

test("what another client of the same server says is none of this one's doing", () => {
  const other = { ...segment("> P. 1:14(13) ack 1"), from: { address: "127.0.0.1", port: 40_001 } };
  assert.equal(after(other), false);
});

const happenings: readonly (readonly [string, Fact])[] = [
  ["a line was typed", { kind: "typed", text: "hello" }],
  ["a key was pressed", { kind: "pressed", key: "ctrl-c" }],
  ["something was done to the server", { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL" }],
  ["the cable was cut", { kind: "wire", operation: "cut", text: "the cable is cut" }],
  ["another client was connected", { kind: "probe", text: "a new connection got its line back" }],
  ["somebody looked", { kind: "step", step: "netstat", text: "The sockets, as netstat shows them." }],
  ["a program said something by itself", segment("> P. 1:14(13) ack 1")],
  ["a program closed its end by itself", segment("< F. 1:1(0) ack 1")],
  ["a program ended", { kind: "program-exited", role: "client", pid: 6, exitCode: 1 }],
];

for (const [what, fact] of happenings)
  test(`${what}: that has happened`, () => {
    assert.equal(after(fact), true);
  });
