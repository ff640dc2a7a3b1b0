// The packet filter, run on frames by a BPF machine of the test's own.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type SockFilter,
  encodeFilterProgram,
  oneConnectionFilter,
  outgoingConnectionFilter,
  tcpPortFilter,
} from "../../../src/sys/bpf.ts";
import { decodeFrame } from "../../../src/tcp/segment.ts";
import { runFilter } from "../bpf-interpreter.ts";
import { type FrameModel, encodeFrame, tcpFrames } from "../frames.ts";
import { arpFrame, neighborDiscoveryFrame } from "../wire-frames.ts";
import * as fc from "fast-check";

const PORT = 9877;
const SNAP_LENGTH = 640;
const filter = tcpPortFilter(PORT, SNAP_LENGTH);
/** Often the port, often its neighbours or its bytes swapped. */
const ports = fc.oneof(fc.constant(PORT), fc.constantFrom(PORT - 1, PORT + 1, 0x9526, 0, 6), fc.nat(65535));
const RETURN = 0x06;

/** Between other ports: that a connection was made. */
const isAnswered = ({ flags }: FrameModel): boolean => flags.syn && flags.ack;

test("TCP from or to the port passes, of other TCP a SYN-ACK alone: IPv4 with options, and IPv6", () => {
  const passed = { yes: 0, no: 0, others: 0 };
  fc.assert(
    fc.property(tcpFrames({ ports }), (model) => {
      const isOwn = model.sourcePort === PORT || model.destinationPort === PORT;
      const wanted = isOwn || isAnswered(model);
      passed[isOwn ? "yes" : wanted ? "others" : "no"] += 1;
      assert.equal(runFilter(filter, encodeFrame(model)), wanted ? SNAP_LENGTH : 0);
    }),
    { numRuns: 2000 },
  );
  assert.ok(passed.yes > 300 && passed.no > 300 && passed.others > 100, "each happens often");
});

test("of one connection all passes, of others to the port only SYN, FIN and RST, and of other ports SYN-ACKs", () => {
  const OTHER = 40_000;
  const both = fc.oneof(fc.constant(PORT), fc.constant(OTHER), fc.nat(65535));
  const one = oneConnectionFilter(PORT, OTHER, SNAP_LENGTH);
  const passed = { yes: 0, no: 0 };
  fc.assert(
    fc.property(tcpFrames({ ports: both }), (model) => {
      const ends = new Set([model.sourcePort, model.destinationPort]);
      const frame = encodeFrame(model);
      const { syn, fin, rst } = model.flags;
      const wanted = ends.has(PORT) ? ends.has(OTHER) || syn || fin || rst : isAnswered(model);
      passed[wanted ? "yes" : "no"] += 1;
      assert.equal(runFilter(one, frame), wanted ? SNAP_LENGTH : 0);
    }),
    { numRuns: 2000 },
  );
  assert.ok(passed.yes > 300 && passed.no > 300, "both happen often");
});

const OUTGOING = 4;

test("of what an interface sends, the same passes, and what hosts find each other by; nothing that it receives", () => {
  const OTHER = 40_000;
  const both = fc.oneof(fc.constant(PORT), fc.constant(OTHER), fc.nat(65535));
  const one = oneConnectionFilter(PORT, OTHER, SNAP_LENGTH);
  const outgoing = outgoingConnectionFilter(PORT, OTHER, SNAP_LENGTH);
  const passed = { yes: 0, no: 0 };
  fc.assert(
    fc.property(tcpFrames({ ports: both }), (model) => {
      const frame = encodeFrame(model);
      const kept = runFilter(one, frame);
      passed[kept > 0 ? "yes" : "no"] += 1;
      assert.equal(runFilter(outgoing, frame, 0, OUTGOING), kept);
      assert.equal(runFilter(outgoing, frame, 0, 0), 0);
    }),
    { numRuns: 2000 },
  );
  assert.ok(passed.yes > 300 && passed.no > 300, "both happen often");
  for (const frame of [arpFrame(), neighborDiscoveryFrame()]) {
    assert.equal(runFilter(outgoing, frame, 0, OUTGOING), SNAP_LENGTH);
    assert.equal(runFilter(outgoing, frame, 0, 0), 0);
  }
});

test("without an Ethernet header the same frames pass, by both filters", () => {
  const OTHER = 40_000;
  const both = fc.oneof(fc.constant(PORT), fc.constant(OTHER), fc.nat(65535));
  const pairs = [
    [tcpPortFilter(PORT, SNAP_LENGTH), tcpPortFilter(PORT, SNAP_LENGTH, "ip")],
    [oneConnectionFilter(PORT, OTHER, SNAP_LENGTH), oneConnectionFilter(PORT, OTHER, SNAP_LENGTH, "ip")],
  ] as const;
  const passed = { yes: 0, no: 0 };
  fc.assert(
    fc.property(tcpFrames({ ports: both }), (model) => {
      const frame = encodeFrame(model);
      const etherType = new DataView(frame.buffer, frame.byteOffset).getUint16(12);
      for (const [withHeader, without] of pairs) {
        const kept = runFilter(withHeader, frame);
        passed[kept > 0 ? "yes" : "no"] += 1;
        assert.equal(runFilter(without, frame.subarray(14), etherType), kept);
      }
    }),
    { numRuns: 2000 },
  );
  assert.ok(passed.yes > 300 && passed.no > 300, "both happen often");
});

test("what is no TCP does not pass, whatever stands where the ports would be", () => {
  const protocol = fc.nat(255).filter((number) => number !== 6);
  fc.assert(
    fc.property(tcpFrames({ ports: fc.constant(PORT), protocol }), (model) => {
      assert.equal(runFilter(filter, encodeFrame(model)), 0);
    }),
  );
});

test("what is no IP does not pass", () => {
  const etherTypes = fc.nat(0xffff).filter((type) => type !== 0x0800 && type !== 0x86dd);
  fc.assert(
    fc.property(tcpFrames({ ports: fc.constant(PORT) }), etherTypes, (model, etherType) => {
      const frame = encodeFrame(model);
      new DataView(frame.buffer).setUint16(12, etherType);
      assert.equal(runFilter(filter, frame), 0);
    }),
  );
});

test("any bytes pass whole or not at all, and what passes and is whole is decoded with that port", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(65535), (frame, port) => {
      assert.ok([0, 96].includes(runFilter(tcpPortFilter(port, 96), frame)));
    }),
  );
  fc.assert(
    fc.property(tcpFrames({ ports }), (model) => {
      const frame = encodeFrame(model);
      const segment = decodeFrame(frame);
      const isOwn = segment?.source.port === PORT || segment?.destination.port === PORT;
      const decoded = isOwn || (segment !== undefined && isAnswered(model));
      assert.equal(runFilter(filter, frame) > 0, decoded);
    }),
  );
});

test("the snap length is what is returned", () => {
  const [model] = fc.sample(tcpFrames({ ports: fc.constant(PORT) }), { numRuns: 1, seed: 1 });
  assert.ok(model);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 0xffff }), (length) => {
      assert.equal(runFilter(tcpPortFilter(PORT, length), encodeFrame(model)), length);
    }),
  );
});

test("every jump ends within the program, and its last instruction returns: else the kernel refuses it", () => {
  filter.forEach(([, jumpTrue, jumpFalse], i) => {
    assert.ok(i + 1 + Math.max(jumpTrue, jumpFalse) < filter.length || filter[i]?.[0] === RETURN);
  });
  assert.equal(filter.at(-1)?.[0], RETURN);
});

test("a program is encoded as struct sock_filter, 8 bytes each, behind a count and a pointer", () => {
  const { header, code } = encodeFilterProgram(filter);
  assert.equal(code.length, filter.length * 8);
  const view = new DataView(code.buffer);
  const decoded = filter.map((_, i): SockFilter => [
    view.getUint16(i * 8, true),
    view.getUint8(i * 8 + 2),
    view.getUint8(i * 8 + 3),
    view.getUint32(i * 8 + 4, true),
  ]);
  assert.deepEqual(decoded, filter);
  const headerView = new DataView(header.buffer);
  assert.equal(header.length, 16);
  assert.equal(headerView.getUint16(0, true), filter.length);
  assert.notEqual(headerView.getBigUint64(8, true), 0n);
});
