// What can be pressed in the lab follows from what was seen, and what cannot says why.

import assert from "node:assert/strict";
import { test } from "node:test";
import { buttonsFor } from "../../../src/lab/buttons.ts";
import type { Undoing } from "../../../src/lab/whose.ts";
import { factsOf } from "../../../src/lab/facts.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import { connection, observations, sockets } from "../made-up.ts";

type Timed = readonly [number, Fact];

const inode = 1;
const child = { pid: 7, parent: 5, state: "S", name: "child" };
const start: readonly Timed[] = [
  [0, { kind: "program-started", role: "server", pid: 5, command: "s", on: "terminal" }],
  [1, { kind: "program-started", role: "client", pid: 6, command: "c", on: "terminal" }],
  [2, sockets("ESTABLISHED", "ESTABLISHED")],
  [3, { kind: "connection", ...connection }],
  [4, { kind: "owners", end: "server", connection, inode, owners: [child] }],
];
const wire = (operation: "cut" | "restore" | "hold" | "release"): Fact => ({
  kind: "wire",
  operation,
  text: operation === "hold" ? HELD_BY_HAND : "",
});
/** As the wire says it. */
const HELD_BY_HAND = "held on the wire from now on: segments of server->client";

function off(...more: readonly Timed[]): Record<string, string> {
  const facts = factsOf(observations(...start, ...more));
  const buttons = buttonsFor(facts, { echoes: true, hasWire: true });
  return Object.fromEntries(buttons.flatMap(({ id, off: why }) => (why === undefined ? [] : [[id, why]])));
}

test("before there is a connection there is nothing to press", () => {
  assert.deepEqual(buttonsFor(factsOf(observations()), { echoes: true, hasWire: true }), []);
});

test("a connection that is well: what would undo something is off", () => {
  assert.deepEqual(Object.keys(off()), [
    "continue",
    "restart-server",
    "host-back",
    "restore",
    "release",
    "no-delay",
    "heal",
  ]);
});

test("the process has ended: it cannot be killed again, nor its socket closed", () => {
  const why = off([5, { kind: "process-ended", pid: 7 }], [6, sockets("CLOSE_WAIT", "FIN_WAIT2")]);
  for (const id of ["kill", "terminate", "stop", "close", "half-close", "reset"])
    assert.match(why[id] ?? "", /has ended/, id);
  assert.equal(why["probe"], undefined);
});

test("the process has ended by itself: nothing can be done to it, nor to its end of the connection", () => {
  const processes = (...rows: readonly (typeof child)[]): Fact => ({
    kind: "processes",
    rows,
    listeners: [],
  });
  const parent = { ...child, pid: 5, parent: 1 };
  const closed: Timed = [6, sockets("CLOSE_WAIT", "FIN_WAIT2")];
  const ended = [
    [[5, processes()], closed],
    [[5, processes(parent)], closed],
    [[5, processes(parent, { ...child, state: "Z" })], closed],
    [[5, processes()], closed, [7, processes({ ...child, pid: 90, parent: 1 })]],
  ] as const;
  for (const more of ended)
    for (const id of ["kill", "terminate", "stop", "reset"])
      assert.match(off(...more)[id] ?? "", /has ended/, `${id} ${JSON.stringify(more)}`);
  const there = [
    [5, processes(parent, child)],
    [5, processes({ ...child, pid: 90, parent: 1 })],
  ] as const;
  for (const more of there) assert.equal(off(more)["kill"], undefined, "it is there, or may be");
});

test("a process that is stopped can be continued, and after that stopped again", () => {
  const stopped: Timed = [5, { kind: "fault", fault: "stop", pid: 7, text: "" }];
  assert.deepEqual(Object.keys(off(stopped)), [
    "stop",
    "restart-server",
    "host-back",
    "restore",
    "release",
    "no-delay",
    "pause",
    "heal",
  ]);
  const goesOn: Timed = [6, { kind: "recovered", isUndone: true, text: "" }];
  assert.deepEqual(off(stopped, goesOn), off());
});

test("one end that was closed cannot be closed again, and can be reset", () => {
  const why = off([5, sockets("CLOSE_WAIT", "FIN_WAIT2")]);
  assert.match(why["close"] ?? "", /closed already/);
  assert.match(why["half-close"] ?? "", /closed already/);
  assert.equal(why["reset"], undefined);
  assert.match(off([5, sockets()])["reset"] ?? "", /closed already/);
});

test("a cable that is cut can be restored, held segments can be released", () => {
  const cut: Timed = [5, wire("cut")];
  assert.deepEqual(
    Object.keys(off(cut)).filter((id) => id.includes("cut") || id === "restore"),
    ["cut", "cut-to-client", "cut-to-server"],
  );
  assert.deepEqual(off(cut, [6, wire("restore")]), off());
  const half = (text: string): Timed => [6, { kind: "wire", operation: "restore", text }];
  assert.deepEqual(off(cut, half("the cable is restored for client->server")), off(cut), "half of it is cut");
  assert.deepEqual(
    Object.keys(off([5, wire("hold")])).filter((id) => id.includes("hold") || id === "release"),
    ["hold-to-client", "hold-to-server"],
  );
  assert.deepEqual(off([5, wire("hold")], [6, wire("release")]), off());
});

test("a stall holds by itself: nothing is there to be released, and something can be held by hand", () => {
  const why = off(
    [5, { kind: "fault", fault: "stall", amount: 5000, pid: 7, text: "" }],
    [
      6,
      {
        kind: "wire",
        operation: "hold",
        rule: 1,
        text: "held on the wire from now on: segments with at least 1 byte of server->client",
      },
    ],
    [
      7,
      {
        kind: "wire",
        operation: "hold",
        rule: 2,
        text: "held on the wire from now on: FIN of server->client",
      },
    ],
  );
  assert.equal(why["hold-to-client"], undefined);
  assert.match(why["release"] ?? "", /by hand/);
  assert.equal(why["heal"], undefined);
});

test("a host that is off can be brought back, and then its server started again", () => {
  const crash: readonly Timed[] = [
    [5, { kind: "fault", fault: "host-crash", pid: 7, text: "" }],
    [6, wire("cut")],
    [7, { kind: "process-ended", pid: 7 }],
    [8, { kind: "program-exited", role: "server", pid: 5, signal: "SIGKILL" }],
    [9, { kind: "sockets", rows: [] }],
  ];
  const why = off(...crash);
  assert.equal(why["host-back"], undefined);
  for (const id of ["host-crash", "host-reboot", "restart-server", "restore"])
    assert.match(why[id] ?? "", /off/);
  const back: readonly Timed[] = [
    [10, wire("restore")],
    [11, { kind: "recovered", isUndone: true, text: "" }],
  ];
  const after = off(...crash, ...back);
  assert.equal(after["restart-server"], undefined);
  assert.match(after["host-back"] ?? "", /the host is there/);
});

test("what lasts for a time goes on until it is over, and nothing else is undone by that", () => {
  const stop: Timed = [5, { kind: "fault", fault: "stop", pid: 7, text: "" }];
  const outage: Timed = [6, { kind: "fault", fault: "outage", amount: 2000, pid: 7, text: "" }];
  const why = off(stop, outage);
  assert.equal(why["heal"], undefined);
  for (const id of ["outage", "pause", "stall", "slow"]) assert.match(why[id] ?? "", /already/, id);
  const over: Fact & Undoing = { kind: "recovered", isUndone: true, text: "", undoes: "outage" };
  const after = off(stop, outage, [7, over]);
  assert.match(after["heal"] ?? "", /nothing goes on/);
  assert.equal(after["continue"], undefined, "the process is stopped still");
  assert.match(after["pause"] ?? "", /stopped already/);
  assert.equal(after["stall"], undefined);
});

test("a delay can be taken away", () => {
  const delay = (ms: number): Fact => ({
    kind: "wire",
    operation: "delay",
    text: `the wire adds a delay of ${ms} ms`,
  });
  assert.deepEqual(
    Object.keys(off([5, delay(200)])).filter((id) => id.includes("delay")),
    ["delay"],
  );
  assert.deepEqual(off([5, delay(200)], [6, delay(0)]), off());
});

test("a server that has ended can be started again; nobody can connect to it", () => {
  const gone: readonly Timed[] = [
    [5, { kind: "program-exited", role: "server", pid: 5, signal: "SIGKILL" }],
    [6, { kind: "sockets", rows: [] }],
  ];
  const why = off(...gone);
  assert.equal(why["restart-server"], undefined);
  assert.match(why["probe"] ?? "", /nobody listens/);
});

test("without a wire the cable's buttons are off, and say that there is none", () => {
  const buttons = buttonsFor(factsOf(observations(...start)), { echoes: false, hasWire: false });
  for (const { group, off: why, id } of buttons)
    if (group === "cable" || group === "host") assert.match(why ?? "", /no cable|one host/, id);
  assert.match(buttons.find(({ id }) => id === "probe")?.off ?? "", /own echo server/);
});

test("every button says what it does", () => {
  for (const { hint, label } of buttonsFor(factsOf(observations(...start)), {
    echoes: true,
    hasWire: true,
  })) {
    assert.match(hint, /[.?]$/);
    assert.match(label, /^[A-Z]/);
  }
});
