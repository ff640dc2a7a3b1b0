// What is recorded of a run that has more segments than can be kept.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSegmentRecorder } from "../../src/observe/segment-recorder.ts";
import type { SegmentHeader } from "../../src/tcp/segment.ts";

const NO_FLAGS = { syn: false, fin: false, rst: false, psh: false, ack: true, urg: false };
const client = { address: "127.0.0.1", port: 40_000 };
const server = { address: "127.0.0.1", port: 9877 };

const segment = (seq: number, flags: Partial<SegmentHeader["flags"]> = {}): SegmentHeader => ({
  source: client,
  destination: server,
  seq,
  ack: 1,
  flags: { ...NO_FLAGS, ...flags },
  window: 512,
  length: 0,
  optionsAt: 54,
  payloadAt: 54,
  keptTo: 54,
});

test("after so many segments only those that change a state are recorded, and the others are counted", () => {
  const seen: string[] = [];
  const recorder = createSegmentRecorder(
    ({ seq, flags }) => seen.push(`${seq}${flags}`),
    () => undefined,
    2,
  );
  const memory = Buffer.alloc(54);
  const all = [
    segment(1),
    segment(2),
    segment(3),
    segment(4),
    segment(5, { fin: true }),
    segment(6, { rst: true }),
  ];
  for (const each of all) recorder.record(memory, each, 0);
  assert.deepEqual(seen, ["1.", "2.", "5F.", "6R."]);
  assert.equal(recorder.leftOut(), 2);
});
