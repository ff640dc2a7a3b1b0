// A client that asks by itself over TLS, and runs on: nothing of it can be read, and the control says how much comes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { NO_FAULT, asksAlone, ends } from "../ledger-runs.ts";
import { connection, evidenceOf, observations, segment } from "../made-up.ts";
import type { Timed } from "../one-run.ts";

const begun = asksAlone.slice(0, -1);
const FAULT: Timed = [300, { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL to process 7" }];
const GONE: Timed = [301, { kind: "process-ended", pid: 7 }];
const watched: Timed = [900, { kind: "process-ended", pid: 99 }];

/** TLS records of so many bytes: of the handshake (22), or of what is sealed (23). */
const record = (type: number, bytes: number): string =>
  `${String.fromCharCode(type, 3, 3)}${"x".repeat(bytes - 3)}`;
const sends = (ms: number, from: number, bytes: number, type = 23): Timed => [
  ms,
  segment(`> P. ${from + 1}:${from + 1 + bytes}(${bytes}) ack 1`, record(type, bytes)),
];
const comes = (ms: number, from: number, bytes: number, ack: number): Timed => [
  ms,
  segment(`< P. ${from + 1}:${from + 1 + bytes}(${bytes}) ack ${ack + 1}`, record(23, bytes)),
];
const fin = (bytes: number, ack: number): Timed => [
  302,
  segment(`< F. ${bytes + 1}:${bytes + 1}(0) ack ${ack + 1}`),
];

/** ClientHello and the server's answer; Finished with a request of 100 bytes; two tickets of 200. */
const HANDSHAKE = [
  sends(3, 0, 200, 22),
  comes(4, 0, 1000, 200),
  sends(5, 200, 150),
  comes(6, 1000, 400, 350),
];
const ANSWER = comes(60, 1400, 180, 350);

const controlOfThese = (...facts: readonly Timed[]): ControlRecord =>
  controlOf(layOut(evidenceOf(observations(...begun, ...facts, watched), { fault: "none" })));
const usual = (): ControlRecord => controlOfThese(...HANDSHAKE, ANSWER, NO_FAULT);

function judge(control: ControlRecord, ...facts: readonly Timed[]): Verdict {
  const evidence = evidenceOf(observations(...begun, ...facts, watched), { control });
  return judgeClient(layOut(evidence), { endings: ["fin", "rst", "silence"] });
}

const known = ({ lost, unreported, ledger }: Verdict): unknown[] => [lost, unreported, ledger?.said[0]?.fate];
const UNKNOWN = [undefined, undefined, "unknown"];
const died = (bytes: number, ack = 350): Timed[] => [FAULT, GONE, fin(bytes, ack)];

/** On another connection, made at that time. */
const anew = (ms: number, ...facts: readonly Timed[]): Timed[] =>
  ([[0, segment("> S 0:0(0)")], [0, segment("< S. 0:0(0) ack 1")], ...facts] as Timed[]).map(([at, body]) => {
    if (body.kind !== "segment") return [at, body];
    const client = { ...connection.client, port: 40_001 };
    const [from, to] = body.from.port === connection.client.port ? [client, body.to] : [body.from, client];
    return [ms + at, { ...body, from, to }];
  });

test("the tickets at the end of a handshake are no answer", () => {
  assert.deepEqual(usual().sealed, [
    [200, 1000],
    [350, 1580],
  ]);
  assert.deepEqual(known(judge(usual(), ...HANDSHAKE, ...died(1400), ends(310, 0))), UNKNOWN);
  assert.equal(judge(usual(), ...HANDSHAKE, ...died(1400), ends(310, 1)).unreported, 0);
  assert.match(
    judge(usual(), ...HANDSHAKE, ...died(1400)).ledger?.said[0]?.why ?? "",
    /cannot be read \(TLS\), .* and less came than in the control/,
  );
});

test("as much as in the control is the answer, a few bytes of a signature more or less", () => {
  const all = [...HANDSHAKE, ANSWER];
  assert.deepEqual(known(judge(usual(), ...all, ...died(1580), ends(310, 0))), [0, 0, undefined]);
  const shorter = [...HANDSHAKE, comes(60, 1400, 170, 350)];
  assert.deepEqual(known(judge(usual(), ...shorter, ...died(1570), ends(310, 0))), [0, 0, undefined]);
});

test("what it sends once its server has died is its farewell", () => {
  const farewell = sends(303, 350, 24);
  assert.equal(judge(usual(), ...HANDSHAKE, ANSWER, ...died(1580), farewell, ends(310, 0)).lost, 0);
});

test("a later request, at a place that the control never came to: nothing came since", () => {
  const later = [...HANDSHAKE, ANSWER, sends(200, 350, 90), comes(250, 1580, 180, 440), sends(280, 440, 90)];
  const facts = [...later, ...died(1760, 530), ends(310, 0)];
  assert.deepEqual(known(judge(usual(), ...facts)), UNKNOWN);
  assert.equal(judge(usual(), ...facts.slice(0, -1), comes(290, 1760, 180, 530)).lost, 0);
});

test("what the control has not seen answered either may need no answer", () => {
  const idle = controlOfThese(...HANDSHAKE, ANSWER, sends(70, 350, 30), NO_FAULT);
  const facts = [...HANDSHAKE, ANSWER, sends(70, 350, 30), ...died(1580, 380), ends(310, 0)];
  assert.equal(judge(idle, ...facts).lost, 0);
});

test("of what a server sends by itself for as long as it lives less always comes where it dies", () => {
  const pushes = [120, 240, 360].map((ms, i) => comes(ms, 1400 + 50 * i, 50, 350));
  const atIt = [480, 600, 720, 840].map((ms, i) => comes(ms, 1550 + 50 * i, 50, 350));
  const usualPushes = controlOfThese(...HANDSHAKE, ...pushes, ...atIt, NO_FAULT);
  assert.equal(usualPushes.sealed, undefined);
  const asked = [...HANDSHAKE, comes(120, 1400, 50, 350), sends(130, 350, 90), comes(240, 1450, 50, 440)];
  assert.notEqual(controlOfThese(...asked, NO_FAULT).sealed, undefined, "one for each request");
  const dies = [...HANDSHAKE, ...pushes.slice(0, 2), ...died(1500), ends(310, 0)];
  assert.equal(judge(usualPushes, ...dies).lost, 0);
  const inParts = controlOfThese(...HANDSHAKE, ...pushes, NO_FAULT);
  assert.equal(judge(inParts, ...dies).lost, undefined, "an answer in parts comes to its end");
});

test("as much on a connection made since has answered it; a handshake alone has not", () => {
  const dies = [...HANDSHAKE, ...died(1400)];
  assert.deepEqual(known(judge(usual(), ...dies, ...anew(400, ...HANDSHAKE, ANSWER))), [0, 0, "answered"]);
  assert.equal(judge(usual(), ...dies, ...anew(400, ...HANDSHAKE)).lost, undefined);
});

test("of several connections the last that lacks something counts, whatever came whole on another one", () => {
  const whole = anew(1, ...HANDSHAKE, ANSWER);
  const twice = controlOfThese(...whole, ...HANDSHAKE, ANSWER, NO_FAULT);
  assert.deepEqual(known(judge(twice, ...whole, ...HANDSHAKE, ...died(1400), ends(310, 0))), UNKNOWN);
});

test("a connection that was refused since has answered nothing", () => {
  const refused = anew(400).map(([ms, body]): Timed => [
    ms,
    body.kind === "segment" && body.flags === "S." ? { ...body, flags: "R." } : body,
  ]);
  const asks = anew(400, sends(1, 0, 230, 22)).slice(-1);
  assert.equal(
    judge(usual(), ...HANDSHAKE, ...died(1400), ...refused, ...asks, ends(510, 0)).lost,
    undefined,
  );
});

test("what is sent in the clear beside it is none of it", () => {
  const logs = anew(1, [3, segment("> P. 1:351(350) ack 1", "log ".repeat(80))]);
  const control = controlOfThese(...logs, ...HANDSHAKE, ANSWER, NO_FAULT);
  const run = [...logs, ...HANDSHAKE, ANSWER, ...died(1580), ends(310, 0)];
  assert.deepEqual(known(judge(control, ...run)).slice(0, 2), [0, 0]);
});

test("where not each thing is answered in the control, what has not come may not have been to come", () => {
  const control = { ...usual(), asksAnswered: false };
  const quiet = {
    ...control,
    sealed: [
      [200, 1000],
      [350, 1400],
      [450, 1400],
      [650, 1580],
    ] as const,
  };
  assert.equal(judge(quiet, ...HANDSHAKE, sends(70, 350, 200), ...died(1400, 550), ends(310, 0)).lost, 0);
  const each = {
    ...control,
    sealed: [
      [200, 1000],
      [350, 1400],
      [450, 1500],
      [650, 1580],
    ] as const,
  };
  assert.deepEqual(
    known(judge(each, ...HANDSHAKE, sends(70, 350, 200), ...died(1400, 550), ends(310, 0))),
    UNKNOWN,
  );
});

test("a stream on one of several connections: of that less always comes", () => {
  const stream = Array.from({ length: 10 }, (_, i) => comes(10 + 150 * i, 1400 + 50 * i, 50, 350));
  const subscribed = anew(1, ...HANDSHAKE, ...stream.slice(0, 6));
  assert.equal(controlOfThese(...subscribed, ...HANDSHAKE, ANSWER, NO_FAULT).sealed, undefined);
});

test("the row names what was sent last", () => {
  const third = sends(70, 350, 180);
  const control = controlOfThese(...HANDSHAKE, ANSWER, third, comes(90, 1580, 180, 530), NO_FAULT);
  const [row] = judge(control, ...HANDSHAKE, ANSWER, third, ...died(1580, 530)).ledger?.said ?? [];
  assert.deepEqual([row?.atNs, row?.because], [70e6, [begun.length + 6]]);
});
