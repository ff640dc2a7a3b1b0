// Builds Ethernet frames for the tests: IPv4 or IPv6, TCP or something else, with options, padding, or cut short.

import * as fc from "fast-check";
import type { Flags } from "../../src/tcp/segment.ts";

export interface FrameModel {
  readonly version: 4 | 6;
  /** 6 is TCP. */
  readonly protocol: number;
  /** 4 or 16 bytes each. */
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly seq: number;
  readonly ack: number;
  readonly flags: Flags;
  readonly window: number;
  /** Whole words. */
  readonly ipOptions: Uint8Array;
  readonly tcpOptions: Uint8Array;
  readonly payload: Uint8Array;
  /** Bytes behind the packet, as a short frame on Ethernet has them. */
  readonly padding: Uint8Array;
}

const FLAG_BITS = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10, urg: 0x20 } as const;

function encodeFlags(flags: Flags): number {
  return (Object.keys(FLAG_BITS) as (keyof Flags)[]).reduce(
    (byte, name) => byte | (flags[name] ? FLAG_BITS[name] : 0),
    0,
  );
}

function encodeTcp(model: FrameModel): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(model.sourcePort, 0);
  header.writeUInt16BE(model.destinationPort, 2);
  header.writeUInt32BE(model.seq, 4);
  header.writeUInt32BE(model.ack, 8);
  header.writeUInt8(((20 + model.tcpOptions.length) / 4) << 4, 12);
  header.writeUInt8(encodeFlags(model.flags), 13);
  header.writeUInt16BE(model.window, 14);
  return Buffer.concat([header, model.tcpOptions, model.payload]);
}

function encodeIPv4(model: FrameModel, body: Buffer): Buffer {
  const header = Buffer.alloc(20);
  const headerLength = 20 + model.ipOptions.length;
  header.writeUInt8(0x40 | (headerLength / 4), 0);
  header.writeUInt16BE(headerLength + body.length, 2);
  header.writeUInt8(64, 8);
  header.writeUInt8(model.protocol, 9);
  header.set(model.source, 12);
  header.set(model.destination, 16);
  return Buffer.concat([header, model.ipOptions, body]);
}

function encodeIPv6(model: FrameModel, body: Buffer): Buffer {
  const header = Buffer.alloc(40);
  header.writeUInt8(0x60, 0);
  header.writeUInt16BE(body.length, 4);
  header.writeUInt8(model.protocol, 6);
  header.writeUInt8(64, 7);
  header.set(model.source, 8);
  header.set(model.destination, 24);
  return Buffer.concat([header, body]);
}

export function encodeFrame(model: FrameModel): Uint8Array {
  const ethernet = Buffer.alloc(14);
  ethernet.writeUInt16BE(model.version === 4 ? 0x0800 : 0x86dd, 12);
  const body = encodeTcp(model);
  const packet = model.version === 4 ? encodeIPv4(model, body) : encodeIPv6(model, body);
  return Uint8Array.from(Buffer.concat([ethernet, packet, model.padding]));
}

const words = (most: number): fc.Arbitrary<Uint8Array> =>
  fc.nat(most).chain((count) => fc.uint8Array({ minLength: count * 4, maxLength: count * 4 }));

export const flagSets: fc.Arbitrary<Flags> = fc.record(
  {
    syn: fc.boolean(),
    fin: fc.boolean(),
    rst: fc.boolean(),
    psh: fc.boolean(),
    ack: fc.boolean(),
    urg: fc.boolean(),
  },
  { noNullPrototype: true },
);

/** TCP frames of both versions; `ports` and `protocol` may be narrowed. */
export function tcpFrames({
  ports = fc.nat(65535),
  protocol = fc.constant(6),
}: { ports?: fc.Arbitrary<number>; protocol?: fc.Arbitrary<number> } = {}): fc.Arbitrary<FrameModel> {
  return fc.constantFrom<4 | 6>(4, 6).chain((version) => {
    const size = version === 4 ? 4 : 16;
    const address = fc.uint8Array({ minLength: size, maxLength: size });
    return fc.record({
      version: fc.constant(version),
      protocol,
      source: address,
      destination: address,
      sourcePort: ports,
      destinationPort: ports,
      seq: fc.nat(0xffffffff),
      ack: fc.nat(0xffffffff),
      flags: flagSets,
      window: fc.nat(0xffff),
      ipOptions: version === 4 ? words(10) : fc.constant(new Uint8Array(0)),
      tcpOptions: words(10),
      payload: fc.uint8Array({ maxLength: 64 }),
      padding: fc.uint8Array({ maxLength: 18 }),
    });
  });
}
