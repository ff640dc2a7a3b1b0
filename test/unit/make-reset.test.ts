// The RST that the wire makes in a host's place.

import assert from "node:assert/strict";
import { test } from "node:test";
import { VNET_HEADER } from "../../src/sys/frame-ring.ts";
import { sumWords } from "../../src/tcp/checksum.ts";
import { decodeFrame } from "../../src/tcp/segment.ts";
import { makeReset } from "../../src/wire/make-reset.ts";
import { arpFrame, tcpFrame } from "./wire-frames.ts";

function behindHeader(frame: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(VNET_HEADER + frame.length);
  bytes.set(frame, VNET_HEADER);
  return bytes;
}

/** The same segment over IPv6. */
function overIPv6(frame: Uint8Array): Uint8Array {
  const made = Buffer.alloc(frame.length + 20);
  made.writeUInt16BE(0x86dd, 12);
  made.writeUInt8(0x60, 14);
  made.writeUInt16BE(frame.length - 34, 18);
  made.writeUInt8(6, 20);
  made.set([0xfd, 0x09, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 22);
  made.set([0xfd, 0x09, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2], 38);
  made.set(frame.subarray(34), 54);
  return made;
}

const line = tcpFrame({ from: 40_000, to: 9877, flags: "P.", seq: 14, ack: 77, payload: "a line\n" });

for (const [version, frame, ip, addresses] of [
  ["IPv4", line, 20, 8],
  ["IPv6", overIPv6(line), 40, 32],
] as const) {
  test(`over ${version} it comes from whom the segment was for, with the number that was acknowledged`, () => {
    const bytes = behindHeader(frame);
    bytes.set([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2], VNET_HEADER);
    const made = makeReset(bytes)?.subarray(VNET_HEADER) ?? new Uint8Array();
    const [before, after] = [decodeFrame(frame), decodeFrame(made)];
    assert.deepEqual([...made.subarray(0, 12)], [2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1]);
    assert.deepEqual([after?.source, after?.destination], [before?.destination, before?.source]);
    assert.deepEqual([after?.seq, after?.flags.rst, after?.flags.ack, after?.length], [77, true, false, 0]);
    const tcp = 14 + ip;
    if (ip === 20) assert.equal(sumWords(made.subarray(14, tcp)), 0xffff);
    const pseudo = sumWords(made.subarray(tcp - addresses, tcp), 6 + 20);
    assert.equal(sumWords(made.subarray(tcp), pseudo), 0xffff, "the checksum is right");
  });
}

test("a segment without an acknowledgment gets one with its own numbers (RFC 9293 3.10.7.1)", () => {
  const syn = tcpFrame({ from: 40_000, to: 9877, flags: "S", seq: 0xffff_ffff, payload: "" });
  const made = decodeFrame(makeReset(behindHeader(syn))?.subarray(VNET_HEADER) ?? new Uint8Array());
  assert.deepEqual([made?.seq, made?.ack, made?.flags.rst, made?.flags.ack], [0, 0, true, true]);
});

test("an RST is never answered, nor what is not TCP", () => {
  const rst = tcpFrame({ from: 40_000, to: 9877, flags: "R", seq: 14, payload: "" });
  assert.equal(makeReset(behindHeader(rst)), undefined);
  assert.equal(makeReset(behindHeader(arpFrame())), undefined);
});
