// The picture of a run as data: rows in the order of time, arrows between the right rows, states and processes as bars.

import assert from "node:assert/strict";
import { test } from "node:test";
import { takeSnapshot } from "../../../src/picture/snapshot.ts";
import { type Picture, drawRun } from "../../../src/picture/picture.ts";
import type { Fact, OnWire } from "../../../src/timeline/observation.ts";
import { connection, opened, segment, sockets } from "../made-up.ts";
import { runOf } from "../runs.ts";

const passed = (frame: number, deliveredMs: number): { wire: OnWire } => ({
  wire: { frame, fate: "passed", deliveredNs: deliveredMs * 1e6 },
});

/** The server is killed, its FIN arrives, the client writes and gets an RST. */
const died: readonly (readonly [number, Fact])[] = [
  ...opened,
  [100, { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL to process 7" }],
  [101, segment("< F. 14:14(0) ack 14")],
  [102, { kind: "process-ended", pid: 7 }],
  [102, sockets("CLOSE_WAIT", "FIN_WAIT2", 1)],
  [103, segment("> . 14:14(0) ack 15")],
  [700, { kind: "typed", text: "another line" }],
  [701, segment("> P. 14:27(13) ack 15")],
  [701, segment("< R 15:15(0)")],
  [702, sockets()],
  [703, { kind: "program-exited", role: "client", pid: 9, exitCode: 1 }],
];

function shapes({ arrows }: Picture): string[] {
  return arrows.map(({ from, shape, isAgain, fate, arrives, isWaiting }) =>
    [
      from,
      shape,
      isAgain && "again",
      fate === "passed" ? false : fate,
      arrives ? false : isWaiting ? "waiting" : "lost",
    ]
      .filter(Boolean)
      .join(" "),
  );
}

function states({ states: bars }: Picture, end: "client" | "server"): string[] {
  return bars
    .filter((bar) => bar.end === end)
    .map(({ state, isSampled }) => (isSampled ? `${state} sampled` : state));
}

test("each segment is an arrow of its own shape, from its sender, at its own row", () => {
  const picture = drawRun(runOf(died));
  assert.deepEqual(shapes(picture), [
    "client syn",
    "server syn",
    "client ack",
    "client data",
    "server data",
    "server fin",
    "client ack",
    "client data",
    "server rst",
  ]);
  for (const { row, id, fromY, toY } of picture.arrows) {
    assert.equal(picture.rows[row]?.id, id);
    assert.equal(fromY, picture.scale.yOfRow(row));
    assert.equal(toY, fromY, "on one host a segment is seen when it arrives");
  }
});

test("the states follow the segments, and the kernel's word decides", () => {
  const picture = drawRun(runOf(died));
  assert.deepEqual(states(picture, "client"), [
    "SYN_SENT",
    "ESTABLISHED",
    "CLOSE_WAIT sampled",
    "CLOSE sampled",
  ]);
  assert.deepEqual(states(picture, "server"), [
    "SYN_RECV",
    "ESTABLISHED",
    "FIN_WAIT1",
    "FIN_WAIT2 sampled",
    "CLOSE sampled",
  ]);
});

test("a sample that is older than the segment just before it changes nothing", () => {
  const late = [
    [101.5, sockets("ESTABLISHED", "ESTABLISHED")] as const,
    [102, sockets("CLOSE_WAIT", "FIN_WAIT1", 1)] as const,
  ];
  const picture = drawRun(runOf([...died.slice(0, 10), ...late]));
  assert.deepEqual(states(picture, "client"), ["SYN_SENT", "ESTABLISHED", "CLOSE_WAIT sampled"]);
});

test("a host that is destroyed closes its socket though no segment says so", () => {
  const picture = drawRun(
    runOf([...opened, [50, sockets("ESTABLISHED", "ESTABLISHED")], [60, sockets("ESTABLISHED")]]),
  );
  assert.deepEqual(states(picture, "server").slice(-2), ["ESTABLISHED sampled", "CLOSE sampled"]);
  assert.deepEqual(states(picture, "client").at(-1), "ESTABLISHED sampled");
});

test("where nothing was captured, and of a connection that was there before, the states are those of the samples", () => {
  const { client, server } = connection;
  const found = [
    [0, { kind: "connection", client, server }],
    [1, sockets("ESTABLISHED", "ESTABLISHED")],
    [2, { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL to process 7" }],
  ] as const;
  const after = [[4, sockets("CLOSE_WAIT", "FIN_WAIT2", 1)]] as const;
  const blind = drawRun(runOf([...found, ...after, [9, { kind: "typed", text: "x" }]]));
  assert.deepEqual(states(blind, "client"), ["ESTABLISHED sampled", "CLOSE_WAIT sampled"]);
  const seen = drawRun(runOf([...found, [3, segment("< F. 14:14(0) ack 14")]]));
  assert.deepEqual(states(seen, "server"), ["ESTABLISHED sampled", "FIN_WAIT1"]);
});

test("what stood in a queue is drawn from the sample that saw it to the one that saw it gone", () => {
  const picture = drawRun(runOf(died));
  assert.equal(picture.queues.length, 1);
  const [queue] = picture.queues;
  assert.deepEqual([queue?.end, queue?.recvQ, queue?.fromNs], ["client", 1, 102e6]);
  assert.equal(queue?.toY, picture.scale.yOf(702e6));
});

test("a retransmission, a dropped, a held and a delayed segment are told apart", () => {
  const facts: (readonly [number, Fact])[] = [
    ...opened.map(([ms, fact], i): [number, Fact] => [
      ms,
      fact.kind === "segment" ? { ...fact, ...passed(i, ms + 0.1) } : fact,
    ]),
    [10, { ...segment("> P. 14:27(13) ack 14"), wire: { frame: 50, fate: "dropped", rule: 1 } }],
    [210, { ...segment("> P. 14:27(13) ack 14"), wire: { frame: 51, fate: "held", rule: 2 } }],
    [420, { ...segment("> P. 14:27(13) ack 14"), wire: { frame: 52, fate: "held", rule: 2 } }],
    [500, { kind: "delivered", frame: 51 }],
    [510, { ...segment("< . 14:14(0) ack 27"), ...passed(53, 511) }],
  ];
  const picture = drawRun(runOf(facts));
  assert.deepEqual(shapes(picture).slice(-4), [
    "client data dropped lost",
    "client data again held",
    "client data again held waiting",
    "server ack",
  ]);
  const ended = (operation: "release" | "forget" | "hold"): string | undefined =>
    shapes(drawRun(runOf([...facts, [600, { kind: "wire", operation, rule: 2, text: "" }]]))).at(-2);
  assert.equal(ended("forget"), "client data again held lost");
  assert.equal(ended("release"), "client data again held lost", "it went on, and was lost");
  assert.equal(ended("hold"), "client data again held waiting");
  const held = picture.arrows.at(-3);
  const arrival = picture.rows.findIndex(({ kind }) => kind === "delivered");
  assert.equal(held?.toY, picture.scale.yOfRow(arrival));
  assert.ok(
    (picture.arrows.at(-1)?.toY ?? 0) > (picture.arrows.at(-1)?.fromY ?? 0),
    "it took its time on the wire",
  );
});

test("a long quiet time is folded, with its length", () => {
  const { folds, rows, scale } = drawRun(runOf(died));
  assert.deepEqual(
    folds.map(({ ns }) => Math.round(ns / 1e6)),
    [95, 597],
  );
  const typed = rows.findLastIndex(({ kind }) => kind === "typed");
  const [, fold] = folds;
  assert.ok(fold && fold.y > scale.yOfRow(typed - 1) && fold.y < scale.yOfRow(typed));
});

test("the verdict's moments: the fault, the ending, the notice, the end", () => {
  const { landmarks } = drawRun(runOf(died));
  assert.deepEqual(
    landmarks.map(({ name, atNs }) => `${name} ${atNs / 1e6}`),
    [
      "the kill 100",
      "the FIN arrives 101",
      "the client notices (its end (exit code 1)) 703",
      "the client ends: exit code 1 703",
    ],
  );
});

test("at a moment: the table as it was last seen, both states, what the processes do", () => {
  const run = runOf(died);
  const picture = drawRun(run);
  const row = picture.rows.findIndex(({ atNs }) => atNs === 103e6);
  const moment = takeSnapshot(picture, run.observations, row);
  assert.deepEqual(moment.states, { client: "CLOSE_WAIT", server: "FIN_WAIT2" });
  assert.deepEqual(
    moment.sockets.map(({ state }) => state),
    ["LISTEN", "FIN_WAIT2", "CLOSE_WAIT"],
  );
  assert.equal(moment.socketsAgeNs, 1e6);
  assert.deepEqual(takeSnapshot(picture, run.observations, 0).sockets, []);
});

test("an empty run has an empty picture", () => {
  const picture = drawRun(runOf([]));
  assert.deepEqual([picture.rows, picture.arrows, picture.states, picture.processes], [[], [], [], []]);
  assert.deepEqual(takeSnapshot(picture, [], 0).sockets, []);
});
