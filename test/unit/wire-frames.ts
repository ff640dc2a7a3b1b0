// Frames by hand: Ethernet, IPv4, TCP, as small as they can be.

export interface TcpFrame {
  readonly from: number;
  readonly to: number;
  /** tcpdump's letters. */
  readonly flags: string;
  readonly seq: number;
  readonly ack?: number;
  readonly payload: string;
}

const bits: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, ".": 16, U: 32 };

export function tcpFrame({ from, to, flags, seq, ack = 0, payload }: TcpFrame): Uint8Array {
  const frame = Buffer.alloc(54 + payload.length);
  frame.writeUInt16BE(0x0800, 12);
  frame.writeUInt8(0x45, 14);
  frame.writeUInt16BE(40 + payload.length, 16);
  frame.writeUInt8(6, 23);
  frame.set([10, 9, 0, 1], 26);
  frame.set([10, 9, 0, 2], 30);
  frame.writeUInt16BE(from, 34);
  frame.writeUInt16BE(to, 36);
  frame.writeUInt32BE(seq, 38);
  frame.writeUInt32BE(ack, 42);
  frame.writeUInt8(0x50, 46);
  frame.writeUInt8(
    [...flags].reduce((sum, letter) => sum | (bits[letter] ?? 0), 0),
    47,
  );
  frame.write(payload, 54, "utf8");
  return frame;
}

/** Who has 10.9.0.2? Tell 10.9.0.1; or the answer to it. */
export function arpFrame(asks = true): Uint8Array {
  const frame = Buffer.alloc(42);
  frame.writeUInt16BE(0x0806, 12);
  frame.writeUInt16BE(asks ? 1 : 2, 20);
  frame.set(asks ? [10, 9, 0, 1] : [10, 9, 0, 2], 28);
  frame.set(asks ? [10, 9, 0, 2] : [10, 9, 0, 1], 38);
  return frame;
}

/** A neighbour solicitation or advertisement for fd09::2. */
export function neighborDiscoveryFrame(asks = true): Uint8Array {
  const frame = Buffer.alloc(78);
  frame.writeUInt16BE(0x86dd, 12);
  frame.writeUInt8(58, 20);
  frame.writeUInt8(asks ? 135 : 136, 54);
  frame.set([0xfd, 0x09, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2], 62);
  return frame;
}
