// The processes in the picture of a run: the client, and the one that serves its connection.

import assert from "node:assert/strict";
import { test } from "node:test";
import { drawRun } from "../../../src/picture/picture.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import { connection, opened } from "../made-up.ts";
import { runOf } from "../runs.ts";

test("the processes: the client asleep, then gone; the server's the one that holds the connection", () => {
  const owner = { pid: 7, parent: 5, state: "S", name: "child" };
  const waiting: Fact = {
    kind: "waiting",
    role: "client",
    pid: 9,
    threads: [{ tid: 9, name: "c", call: "read", on: [{ fd: 0, what: "terminal", isConnection: false }] }],
  };
  const { processes, rows } = drawRun(
    runOf([
      [0, { kind: "program-started", role: "server", pid: 5, command: "s", on: "pipes" }],
      [1, { kind: "program-started", role: "client", pid: 9, command: "c", on: "terminal" }],
      ...opened.map(([ms, fact]) => [ms + 2, fact] as const),
      // Another connection's, of whoever looked whether the server still serves.
      [
        7.5,
        {
          kind: "owners",
          end: "server",
          connection: { ...connection, client: { ...connection.client, port: 1 } },
          inode: 2,
          owners: [{ ...owner, pid: 6 }],
        },
      ],
      [
        8,
        {
          kind: "owners",
          end: "server",
          connection,
          inode: 3,
          owners: [owner],
        },
      ],
      [8.5, { kind: "processes", rows: [{ ...owner, state: "T" }], listeners: [] }],
      [8.8, { kind: "processes", rows: [owner], listeners: [] }],
      [9, waiting],
      [10, waiting],
      [20, { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL" }],
      [21, { kind: "process-ended", pid: 7 }],
      [22, { kind: "process-reaped", pid: 7, signal: "SIGKILL" }],
      [30, { kind: "program-exited", role: "client", pid: 9, exitCode: 1 }],
      [31, { kind: "gave-up", what: "something", waitedMs: 1 }],
    ]),
  );
  const told = processes.map(({ side, pid, activity, text }) => `${side} ${pid} ${activity}: ${text}`);
  assert.deepEqual(told, [
    "client 9 alive: alive",
    "client 9 asleep: asleep in read(0) on its terminal",
    "client 9 gone: ended: exit code 1",
    "server 5 alive: alive",
    "server 7 alive: alive",
    "server 7 stopped: stopped",
    "server 7 asleep: asleep",
    "server 7 gone: gone, its descriptors are closed",
    "server 7 gone: ended: SIGKILL",
  ]);
  assert.deepEqual(
    rows.flatMap(({ kind, text }) => (kind === "owners" ? text : [])),
    [
      "another connection: the server's end is held by process 6 (child, child of 5)",
      "the server's end is held by process 7 (child, child of 5)",
    ],
  );
});

test("behind a proxy the server's process is the one that holds the proxy's connection", () => {
  const held = { ...connection, client: { ...connection.client, port: 1 } };
  const owners = [{ pid: 7, parent: 5, state: "S", name: "child" }];
  const { processes } = drawRun(
    runOf([
      [0, { kind: "program-started", role: "server", pid: 5, command: "s", on: "pipes" }],
      ...opened.map(([ms, fact]) => [ms + 2, fact] as const),
      [8, { kind: "owners", end: "server", connection: held, inode: 3, owners }],
      [9, { kind: "typed", text: "x" }],
    ]),
  );
  assert.equal(processes.findLast(({ side }) => side === "server")?.pid, 7);
});
