// The capture: its blocks are those of a pcapng file, its packets those that were recorded.

import assert from "node:assert/strict";
import { test } from "node:test";
import { renderCapture } from "../../../src/report/pcapng/capture.ts";
import { buildPacket } from "../../../src/report/pcapng/packet.ts";
import { formatFlags } from "../../../src/tcp/notation.ts";
import { type Segment, decodeFrame } from "../../../src/tcp/segment.ts";
import type { Observed } from "../../../src/timeline/observation.ts";
import { encodeFrame, tcpFrames } from "../frames.ts";
import { goldenDocument } from "../golden.ts";
import { opened, segment } from "../made-up.ts";
import { HOSTILE, documentOf, runOf } from "../runs.ts";
import * as fc from "fast-check";

interface Block {
  readonly type: number;
  readonly body: Buffer;
}

/** Every block's length stands at both of its ends, and divides by 4. */
function blocksOf(file: Buffer): Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < file.length;) {
    const length = file.readUInt32LE(at + 4);
    assert.equal(length % 4, 0);
    assert.equal(file.readUInt32LE(at + length - 4), length);
    blocks.push({ type: file.readUInt32LE(at), body: file.subarray(at + 8, at + length - 4) });
    at += length;
  }
  return blocks;
}

/** Options from an offset on: `[code, text]`. */
function optionsOf(body: Buffer, from: number): [number, string][] {
  const options: [number, string][] = [];
  for (let at = from; at < body.length;) {
    const [code, length] = [body.readUInt16LE(at), body.readUInt16LE(at + 2)];
    if (code === 0) break;
    options.push([code, body.toString("utf8", at + 4, at + 4 + length)]);
    at += 4 + length + (-length & 3);
  }
  return options;
}

const comments = ({ body }: Block): string[] => {
  const kept = body.readUInt32LE(12);
  return optionsOf(body, 20 + kept + (-kept & 3))
    .filter(([code]) => code === 1)
    .map(([, text]) => text);
};

test("a packet built again decodes to the segment that was recorded, both versions, options and cut payload", () => {
  fc.assert(
    fc.property(tcpFrames(), fc.nat(600), (model, kept) => {
      const decoded = decodeFrame(encodeFrame(model));
      if (decoded === undefined) throw new Error("no TCP");
      const { source, destination, seq, ack, flags, window, options, length, payload } = decoded;
      const fact: Observed<"segment"> = {
        id: 1,
        atNs: 0,
        kind: "segment",
        from: source,
        to: destination,
        seq,
        ack,
        flags: formatFlags(flags),
        window,
        options: Buffer.from(options).toString("base64"),
        length,
        payload: Buffer.from(payload.subarray(0, kept)).toString("base64"),
      };
      const { bytes, wireLength } = buildPacket(fact);
      const etherType = source.address.includes(":") ? [0x86, 0xdd] : [0x08, 0x00];
      const frame = Buffer.concat([Buffer.alloc(12), Buffer.from(etherType), bytes]);
      const again = decodeFrame(frame, wireLength + 14);
      const plain = ({ options: o, payload: p, ...others }: Segment): object => ({
        ...others,
        o: [...o],
        p: [...p],
      });
      if (again === undefined) throw new Error("no TCP any more");
      assert.deepEqual(plain(again), plain({ ...decoded, payload: payload.subarray(0, kept) }));
    }),
    { numRuns: 500 },
  );
});

test("a run has two interfaces, the client's host and the server's, and every segment once, at its sender", () => {
  const document = goldenDocument("run-5-12");
  const blocks = blocksOf(renderCapture([document]));
  assert.equal(blocks[0]?.type, 0x0a0d0d0a);
  const interfaces = blocks.filter(({ type }) => type === 1).map(({ body }) => optionsOf(body, 8)[0]?.[1]);
  assert.deepEqual(interfaces, ["client", "server", "client", "server"]);
  const packets = blocks.filter(({ type }) => type === 6);
  const segments = document.runs.flatMap(({ observations }) =>
    observations.filter(({ kind }) => kind === "segment"),
  );
  assert.equal(packets.length, segments.length);
  for (const { body } of packets) {
    const fromServer = body.readUInt16BE(20 + 20) === 9877;
    assert.equal(body.readUInt32LE(0) % 2, fromServer ? 1 : 0);
  }
});

test("times are nanoseconds since 1970, as they were observed", () => {
  const run = runOf(opened);
  const packets = blocksOf(renderCapture([documentOf(run)])).filter(({ type }) => type === 6);
  const times = packets.map(
    ({ body }) => (BigInt(body.readUInt32LE(4)) << 32n) | BigInt(body.readUInt32LE(8)),
  );
  const zero = BigInt(run.clock.startedAtMs) * 1_000_000n;
  assert.deepEqual(
    times.map((time) => Number(time - zero) / 1e6),
    [1, 1, 1, 3, 4],
  );
});

test("comments tell the ending, and what never arrived", () => {
  const run = runOf([
    ...opened,
    [100, { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL to process 7" }],
    [101, segment("< F. 14:14(0) ack 14")],
    [102, { kind: "process-ended", pid: 7 }],
    [103, { ...segment("> P. 14:27(13) ack 15"), wire: { frame: 9, fate: "dropped", rule: 1 } }],
    [200, { kind: "program-exited", role: "client", pid: 9, exitCode: 1 }],
  ]);
  const blocks = blocksOf(renderCapture([documentOf(run)]));
  const told = blocks.filter(({ type }) => type === 6).map(comments);
  assert.match(told[5]?.join() ?? "", /the ending: this FIN tells the client's host .*the client noticed/);
  assert.deepEqual(told[6], ["never arrived: dropped on the wire"]);
  const entries = blocks.filter(({ type }) => type === 9).map(({ body }) => body.toString("utf8"));
  assert.ok(entries.some((entry) => entry.includes("MESSAGE=SIGKILL to process 7\n")));
  for (const entry of entries) assert.match(entry, /^__REALTIME_TIMESTAMP=\d{16}\n/);
});

test("what a program prints cannot begin another field of an entry", () => {
  const run = runOf([...opened, [9, { kind: "printed", role: "client", text: `a\nPRIORITY=0\n${HOSTILE}` }]]);
  const entries = blocksOf(renderCapture([documentOf(run)])).filter(({ type }) => type === 9);
  const entry = entries.at(-1)?.body.toString("utf8") ?? "";
  const fields = entry
    .replaceAll("\0", "")
    .trim()
    .split("\n")
    .map((line) => line.split("=")[0]);
  assert.deepEqual(fields, [
    "__REALTIME_TIMESTAMP",
    "MESSAGE",
    "PRIORITY",
    "SYSLOG_IDENTIFIER",
    "DEADPEER_KIND",
  ]);
});
