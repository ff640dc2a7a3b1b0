// What a control shows of an exchange over TLS: how much the client had sent on a connection, and how much had come by then.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { sealedAskEntry, sealedSteps } from "../../../src/verdict/asks/sealed-asks.ts";
import { asksAlone } from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { type Timed, onPort, usual } from "../one-run.ts";

const begun = asksAlone.slice(0, -1);
/** A TLS record of so many bytes: of the handshake (22), or sealed (23). */
const record = (type: number, bytes: number): string =>
  `${String.fromCharCode(type, 3, 3)}${"x".repeat(bytes - 3)}`;
const sends = (
  ms: number,
  from: number,
  bytes: number,
  text = record(from === 0 ? 22 : 23, bytes),
): Timed => [ms, segment(`> P. ${from + 1}:${from + 1 + bytes}(${bytes}) ack 1`, text)];
const comes = (ms: number, from: number, bytes: number): Timed => [
  ms,
  segment(`< P. ${from + 1}:${from + 1 + bytes}(${bytes}) ack 1`, record(23, bytes)),
];
/** The connection under test, or another one of the client's. */
const MINE = 40_000;
const OTHERS = [50_001, 50_002] as const;
/** It sends so much, so much comes, it sends more, so much comes. */
const exchange = (
  ms: number,
  port: number,
  first: number,
  came: number,
  more: number,
  rest: number,
): Timed[] =>
  [
    [ms, segment("> S 0:0(0)")] as Timed,
    [ms, segment("< S. 0:0(0) ack 1")] as Timed,
    sends(ms + 1, 0, first),
    comes(ms + 2, 0, came),
    sends(ms + 3, first, more),
    comes(ms + 4, came, rest),
  ]
    .slice(port === MINE ? 2 : 0)
    .map((each) => onPort(port, each));

const caseOf = (facts: readonly Timed[], control?: ControlRecord) =>
  layOut(evidenceOf(observations(...begun, ...facts), control && { control }));
const steps = (...facts: readonly Timed[]) =>
  sealedSteps(flowsOf(caseOf(facts)), 1e6 * (facts.at(-1)?.[0] ?? 0));

test("so many bytes sent, so many come, before it sent more", () => {
  assert.deepEqual(steps(...exchange(2, MINE, 200, 1000, 150, 580)), [
    [200, 1000],
    [350, 1580],
  ]);
  assert.equal(steps(), undefined, "nothing was sent");
  const plain = [sends(3, 0, 5, "GET /"), comes(4, 0, 10)];
  assert.equal(steps(...plain), undefined, "it can be read");
  assert.deepEqual(steps(...plain, ...exchange(10, OTHERS[0], 200, 1000, 150, 580)), [
    [200, 1000],
    [350, 1580],
  ]);
});

test("HTTP/2 asks several things at the same time: one answer is not all of them", () => {
  const asks = sends(2, 0, 87, `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${"x".repeat(63)}`);
  const one = [asks, comes(3, 0, 70)];
  const both = [...one, comes(1500, 70, 70)];
  assert.deepEqual(steps(...both), [[87, 140]]);
  assert.deepEqual(
    steps(comes(1, 0, 9), asks, comes(3, 9, 70)),
    [[87, 79]],
    "the server sends its settings first",
  );
  const dies: Timed = [100, { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL to process 7" }];
  const fin: Timed = [101, segment("< F. 71:71(0) ack 88")];
  const control = { ...usual(), sealed: steps(...both) ?? [] };
  const fateBeside = (sealed: NonNullable<ControlRecord["sealed"]>): string | undefined => {
    const seen = caseOf([...one, dies, fin], { ...control, sealed });
    return sealedAskEntry(seen, flowsOf(seen))?.fate;
  };
  assert.equal(fateBeside(control.sealed), "unknown");
  assert.equal(fateBeside(steps(...one) ?? []), undefined, "as much came");
});

test("of several connections the fewest bytes that came for as many, and not the last one: more may come there", () => {
  const three = [
    ...exchange(2, MINE, 200, 1000, 150, 580),
    ...exchange(20, OTHERS[0], 100, 900, 250, 500),
    ...exchange(40, OTHERS[1], 200, 10, 150, 10),
  ];
  assert.deepEqual(steps(...three), [
    [100, 900],
    [200, 1000],
    [350, 1400],
  ]);
});

test("of an endless exchange the first 64, each with all that came before the next", () => {
  const many = Array.from({ length: 70 }, (_, i) => [
    sends(3 + 2 * i, 10 * i, 10),
    comes(4 + 2 * i, 20 * i, 20),
  ]).flat();
  const found = steps(...many) ?? [];
  assert.equal(found.length, 64);
  assert.deepEqual(found.at(-1), [640, 1280]);
});

const KILL: Timed = [300, { kind: "fault", fault: "kill", pid: 7, text: "kill" }];
const FIN: Timed = [302, segment("< F. 1401:1401(0) ack 351")];
const asked = [...exchange(2, MINE, 200, 1000, 150, 400), KILL, FIN];
const known = (came: number): ControlRecord => ({
  ...usual(),
  sealed: [
    [200, 1000],
    [350, came],
  ],
});
const fate = (facts: readonly Timed[], control: ControlRecord): string | undefined => {
  const seen = caseOf(facts, control);
  return sealedAskEntry(seen, flowsOf(seen))?.fate;
};

test("less came than in each control: in one with as much, nothing is missing; one without TLS shows nothing", () => {
  assert.equal(fate(asked, known(1580)), "unknown");
  assert.equal(fate(asked, known(1416)), undefined, "a signature may be shorter");
  assert.equal(fate(asked, known(1417)), "unknown");
  assert.equal(fate(asked, { ...known(1580), more: [known(1400)] }), undefined);
  assert.equal(fate(asked, { ...known(1580), more: [known(1590)] }), "unknown");
  assert.equal(fate(asked, { ...known(1580), more: [usual()] }), undefined);
  assert.equal(fate(asked, { ...known(1580), none: true }), undefined, "there is no control");
  assert.equal(fate(asked.slice(0, -1), known(1580)), undefined, "it may come yet");
});

test("what it sent last is meant; one of the connections made since may have got it", () => {
  const seen = caseOf(asked, known(1580));
  const entry = sealedAskEntry(seen, flowsOf(seen));
  assert.equal(entry?.atNs, 5e6);
  assert.deepEqual(entry?.because, [8]);
  const less = exchange(400, OTHERS[0], 200, 1000, 150, 400);
  const whole = exchange(500, OTHERS[1], 200, 1000, 150, 580);
  assert.equal(fate([...asked, ...less], known(1580)), "unknown");
  assert.equal(fate([...asked, ...less, ...whole], known(1580)), "answered");
  const tried = onPort(OTHERS[0], sends(401, 0, 200));
  assert.equal(fate([...asked, tried], known(1580)), "unknown", "nothing came there");
});
