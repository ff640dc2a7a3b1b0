// HTTP/2: each stream says itself where it ends, and of one that did not come to its end less came than was promised.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../src/timeline/case.ts";
import type { SeenSegment } from "../../src/timeline/conversation.ts";
import { streamsIn } from "../../src/timeline/http2-answers.ts";
import type { ControlRecord } from "../../src/timeline/record.ts";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { controlOf } from "../../src/verdict/control.ts";
import { judgeClient } from "../../src/verdict/verdict.ts";
import { begun } from "./http-runs.ts";
import { FAULT, GONE, NO_FAULT, ends } from "./ledger-runs.ts";
import { evidenceOf, observations, segment } from "./made-up.ts";
import type { Timed } from "./one-run.ts";

const [DATA, HEADERS, RST_STREAM, SETTINGS] = [0, 1, 3, 4];
const END = 1;
const frame = (type: number, flags: number, stream: number, bytes = 4): string =>
  String.fromCharCode(0, bytes >> 8, bytes & 255, type, flags, 0, 0, 0, stream) + "x".repeat(bytes);
const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const ASKED = PREFACE + frame(SETTINGS, 0, 0) + frame(HEADERS, END | 4, 1) + frame(HEADERS, END | 4, 3);
const ONE = frame(SETTINGS, 0, 0) + frame(HEADERS, 4, 1) + frame(DATA, END, 1);
const HALF = ONE + frame(HEADERS, 4, 3) + frame(DATA, 0, 3);

type Parts = readonly string[];
const inSegments = (parts: Parts, most = 512): SeenSegment[] => {
  let seq = 1;
  return parts.map((text) => {
    const relativeSeq = seq;
    seq += text.length;
    const payload = btoa(text.slice(0, most));
    return { relativeSeq, length: text.length, payload, atNs: seq } as SeenSegment;
  });
};
const isOpen = (answers: Parts, requests: Parts = [ASKED]): boolean | undefined =>
  streamsIn(inSegments(answers), inSegments(requests))?.some(({ endedNs }) => endedNs === undefined);

test("a stream is open until the frame that ends it has come as a whole", () => {
  assert.equal(isOpen([HALF]), true);
  const whole = HALF + frame(DATA, END, 3);
  assert.equal(isOpen([whole]), false);
  assert.equal(isOpen([whole.slice(0, -1)]), true, "a byte of it is missing");
  assert.equal(isOpen([...whole]), false, "byte by byte");
  assert.equal(isOpen([HALF + frame(HEADERS, END | 4, 3)]), false, "trailers");
  assert.equal(isOpen([HALF + frame(RST_STREAM, 0, 3)]), false, "the server says that it broke off");
  assert.equal(isOpen([HALF], [ASKED, frame(RST_STREAM, 0, 3)]), false, "the client did not want it");
  assert.equal(isOpen([""]), true, "nothing came");
});

test("where the header of a frame was not kept, or is missing, nobody knows", () => {
  const big = frame(HEADERS, 4, 1) + frame(DATA, 0, 1, 600);
  assert.equal(isOpen([big + frame(DATA, END, 1)]), undefined);
  assert.equal(isOpen([big, frame(DATA, END, 1) + frame(DATA, END, 3)]), false);
  const [first, , third] = inSegments([HALF, frame(DATA, 0, 3), frame(DATA, END, 3)]);
  assert.equal(streamsIn([first!, third!], inSegments([ASKED])), undefined);
});

const asks = (ms: number): Timed => [ms, segment(`> P. 1:${ASKED.length + 1}(${ASKED.length}) ack 1`, ASKED)];
const comes = (ms: number, text: string, from = 1): Timed => [
  ms,
  segment(`< P. ${from}:${from + text.length}(${text.length}) ack ${ASKED.length + 1}`, text),
];
const control = (...facts: readonly Timed[]): ControlRecord => {
  const all = observations(...begun, asks(3), ...facts, NO_FAULT, [1500, { kind: "sockets", rows: [] }]);
  return controlOf(layOut(evidenceOf(all, { fault: "none" })));
};
function judge(usual: ControlRecord, text: string): readonly unknown[] {
  const fin: Timed = [12, segment(`< F. ${text.length + 1}:${text.length + 1}(0) ack ${ASKED.length + 1}`)];
  const facts = [asks(3), comes(4, text), FAULT, GONE, fin, ends(20, 0)];
  const evidence = evidenceOf(observations(...begun, ...facts), { control: usual });
  const { lost, unreported, ledger }: Verdict = judgeClient(layOut(evidence), {
    endings: ["fin", "rst", "silence"],
  });
  return [lost, unreported, ledger?.said[0]?.fate];
}

test("a stream that comes to its end in the control, and did not where its server died, is cut", () => {
  const whole = comes(400, frame(DATA, END, 3), HALF.length + 1);
  assert.deepEqual(judge(control(comes(4, HALF), whole), HALF), [1, 1, "cut"]);
  assert.deepEqual(judge(control(comes(4, HALF), whole), HALF + frame(DATA, END, 3)), [0, 0, undefined]);
});

test("one that stays open in the control, too, is a stream without an end", () => {
  assert.deepEqual(judge(control(comes(4, HALF)), HALF), [0, 0, undefined]);
});
