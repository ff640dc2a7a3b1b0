// Remarks beside the verdict: a connection that was handed over, a supervisor, the client's other connections, effort.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { Fact, SocketSample } from "../../../src/timeline/observation.ts";
import { effortRemarks, remarks } from "../../../src/verdict/sentences/remarks.ts";
import { connection, evidenceOf, observations } from "../made-up.ts";
import { KILL, type Timed, caseOf, fault, fin } from "../one-run.ts";

const said = (...facts: readonly Timed[]): string[] => remarks(caseOf(facts));
const row = (pid: number, name = "srv", parent = 1) => ({ pid, parent, state: "S", name });

const held = (ms: number, pids: readonly number[], port = connection.client.port, end = "server"): Timed => [
  ms,
  {
    kind: "owners",
    end,
    connection: { ...connection, client: { ...connection.client, port } },
    inode: 5,
    owners: pids.map((pid) => row(pid)),
  } as Fact,
];

test("a connection that was handed over before the fault, from the process that had it first to the one that had it last", () => {
  const sentence = "The connection went from process 6 (srv) to process 7 (srv) before the fault.";
  assert.deepEqual(said(held(100, [5, 6]), held(200, [8]), held(300, [6, 7]), KILL), [sentence]);
  assert.deepEqual(said(held(100, [6]), held(300, [6]), KILL), []);
  assert.deepEqual(said(held(100, [6]), held(1000, [7]), KILL, held(1100, [7])), [], "after the fault");
  assert.deepEqual(said(held(100, [6]), held(200, [7], 50_000), KILL), [], "another connection");
  assert.deepEqual(
    said(held(100, [6]), held(200, [7], connection.client.port, "client"), KILL),
    [],
    "the other end",
  );
  assert.deepEqual(said(held(100, []), held(200, [7]), KILL), [], "who had it first is not known");
  assert.deepEqual(said(held(100, [6]), held(200, []), KILL), []);
});

const looks = (
  ms: number,
  listeners: readonly number[],
  rows: readonly ReturnType<typeof row>[] = [],
): Timed => [ms, { kind: "processes", rows, listeners }];
const starts = (ms: number, role: "server" | "client"): Timed => [
  ms,
  { kind: "program-started", role, pid: 9, command: "s", on: "pipes" },
];

test("a supervisor: another process listens after the fault than before, and nobody of ours has started it", () => {
  const family = [row(2, "systemd"), row(9, "srv", 2)];
  assert.deepEqual(said(looks(900, [7]), KILL, looks(1100, [9], family)), [
    "The server was restarted at once, by process 2 (systemd): process 9 is listening now.",
  ]);
  assert.deepEqual(said(looks(900, [7]), KILL, looks(1100, [9, 10], [row(9)])), [
    "The server was restarted at once, by a process outside its tree: process 9, 10 is listening now.",
  ]);
  assert.deepEqual(said(looks(900, [7]), KILL, looks(1100, [9])).length, 1);
  assert.deepEqual(
    said(looks(800, [9]), looks(900, [7]), KILL, looks(1050, []), looks(1100, [9])).length,
    1,
    "the last looks count",
  );
  assert.deepEqual(
    said(looks(900, [7]), starts(1, "server"), starts(1050, "client"), KILL, looks(1100, [9])).length,
    1,
  );
  assert.deepEqual(
    said(looks(900, [7]), KILL, starts(1000, "server"), looks(1100, [9])).length,
    1,
    "not since",
  );
  for (const facts of [
    [looks(900, [7]), KILL],
    [KILL, looks(1100, [9])],
    [looks(900, [7]), KILL, looks(1000, [9])],
    [looks(1000, [7]), KILL, looks(1100, [9])],
    [looks(900, [7]), KILL, looks(1100, [])],
    [looks(900, [7]), KILL, looks(1100, [7])],
    [looks(900, [7, 8]), KILL, looks(1100, [8, 9])],
    [looks(900, [7]), KILL, starts(1050, "server"), looks(1100, [9])],
  ])
    assert.deepEqual(said(...facts), []);
});

type Row = readonly [port: number, state: string, server?: typeof connection.server];

/** The client's ends of connections, each with its state. */
const table = (ms: number, ...states: readonly Row[]): Timed => [
  ms,
  {
    kind: "sockets",
    rows: states.map(([port, state, remote = connection.server]) => ({
      local: { ...connection.client, port },
      remote,
      state,
      recvQ: 0,
      sendQ: 0,
      inode: 1,
    })) as SocketSample[],
  },
];
const own = [connection.client.port, "ESTABLISHED"] as const;

test("other connections of the client's, how many the fault hit, and which are left in CLOSE_WAIT", () => {
  const two = table(900, own, [50_001, "ESTABLISHED"]);
  const three = table(900, own, [50_001, "ESTABLISHED"], [50_002, "ESTABLISHED"]);
  const left = table(1500, [50_001, "CLOSE_WAIT"], [50_002, "CLOSE_WAIT"], [40_000, "CLOSE_WAIT"]);
  const hit = (one: number, other: number): Timed[] => [
    held(500, [7, 6], one),
    held(501, [8], other),
    held(502, [9], 50_003),
  ];
  assert.deepEqual(said(two, KILL), ["The client had 2 connections, and the fault hit one of them."]);
  assert.deepEqual(said(...hit(40_000, 50_001), three, KILL, left), [
    "The client had 3 connections, and the fault hit one of them; 2 of the others are left in CLOSE_WAIT.",
  ]);
  const both: Timed = [1000, { ...fault("kill")[1], others: [8] } as Fact];
  assert.deepEqual(said(...hit(40_000, 50_001), three, both, table(1500, [50_001, "CLOSE_WAIT"])), [
    "The client had 3 connections, and the fault hit 2 of them; 1 of the others is left in CLOSE_WAIT.",
  ]);
  assert.deepEqual(said(...hit(40_000, 50_001), two, KILL, fault("kill", 8, 1001)), [
    "The client had 2 connections, and the fault hit 2 of them.",
  ]);
  assert.deepEqual(said(held(500, [7]), held(501, [7], 50_001, "client"), two, KILL), [
    "The client had 2 connections, and the fault hit one of them.",
  ]);
  assert.deepEqual(
    said(table(900, own), KILL, table(1500, own, [50_001, "ESTABLISHED"])),
    [],
    "it had no other before",
  );
  assert.deepEqual(said(table(900, own, [50_001, "TIME_WAIT"]), KILL), []);
  const probe: Timed = [
    500,
    {
      kind: "probe",
      connection: { ...connection, client: { ...connection.client, port: 50_001 } },
      text: "",
    },
  ];
  assert.deepEqual(said(probe, two, KILL), [], "deadpeer's own is none of them");
  assert.deepEqual(
    said(table(800, own), two, table(1000, own), KILL).length,
    1,
    "the last table before the fault counts",
  );
  const web = { ...connection.server, port: 80 };
  assert.deepEqual(said(table(900, own, [50_001, "ESTABLISHED", web]), KILL), [], "to another server");
  assert.deepEqual(
    remarks(layOut(evidenceOf(observations(two, held(900, [7]), KILL)))),
    [],
    "of no connection",
  );
});

test("a connection that the kernel of a stopped server made: it lies in the accept queue", () => {
  const sentence = "The server's kernel made a new connection, and no process has accepted it.";
  const tableOf = (ms: number, port: number, inode: number, state = "ESTABLISHED"): Timed => [
    ms,
    {
      kind: "sockets",
      rows: [
        {
          local: connection.server,
          remote: { ...connection.client, port },
          state,
          recvQ: 0,
          sendQ: 0,
          inode,
        } as SocketSample,
      ],
    },
  ];
  const both = (one: Timed, other: Timed): Timed => {
    const rows = [one, other].flatMap(([, fact]) => (fact.kind === "sockets" ? fact.rows : []));
    return [one[0], { kind: "sockets", rows }];
  };
  const stop = fault("stop");
  const probe: Timed = [
    1100,
    { kind: "probe", connection: { ...connection, client: { ...connection.client, port: 50_000 } } } as Fact,
  ];
  assert.deepEqual(said(stop, tableOf(1200, 50_000, 0)), [sentence]);
  assert.deepEqual(
    said(stop, tableOf(1200, 50_000, 0, "CLOSE_WAIT")),
    [sentence],
    "the client has given it up",
  );
  assert.deepEqual(said(stop, tableOf(1200, 50_000, 5)), [], "it was accepted");
  const beside = both(tableOf(1200, connection.client.port, 5), tableOf(1200, 50_000, 0));
  assert.deepEqual(said(stop, beside), [sentence], "beside the one of before");
  const [, clients] = table(1200, [50_001, "ESTABLISHED"]);
  const rows = clients.kind === "sockets" ? clients.rows.map((each) => ({ ...each, inode: 0 })) : [];
  assert.deepEqual(said(stop, [1200, { kind: "sockets", rows }]), [], "a client's end");
  assert.deepEqual(said(stop, tableOf(1200, 50_000, 0), tableOf(1300, 50_000, 5)), [], "later");
  assert.deepEqual(said(stop, tableOf(1200, 50_000, 0, "FIN_WAIT2")), [], "an orphan");
  assert.deepEqual(said(stop, tableOf(1200, connection.client.port, 0)), [], "the one of before");
  assert.deepEqual(said(tableOf(900, 50_000, 0), stop), [], "before the fault");
  assert.deepEqual(said(stop, probe, tableOf(1200, 50_000, 0)), [], "of deadpeer's own");
});

test("without a fault, and in the control, nothing is remarked", () => {
  const facts = [held(100, [6]), held(200, [7]), table(900, own, [50_001, "ESTABLISHED"])];
  assert.deepEqual(said(...facts), []);
  assert.deepEqual(said(...facts, fault("none", 0), fin(1002)), []);
  assert.equal(said(...facts, KILL).length, 2);
});

test("it spins, and it storms: from twenty attempts a second on", () => {
  assert.deepEqual(effortRemarks({ spins: false, attempts: 19 }), []);
  assert.deepEqual(effortRemarks({}), []);
  assert.deepEqual(effortRemarks({ spins: true, attempts: 20 }), [
    "It kept a processor busy while it was watched: it spins.",
    "It tried to connect 20 times within a second.",
  ]);
});
