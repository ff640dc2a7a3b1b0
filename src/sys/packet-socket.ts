// Capture with an AF_PACKET socket and a TPACKET_V2 ring (packet(7)): frames with the kernel's own time-stamps.

import { type SockFilter, encodeFilterProgram } from "./bpf.ts";
import { interfaceIndex } from "./interface.ts";
import { close } from "./io.ts";
import { check, declare } from "./libc.ts";
import { mapShared } from "./memory.ts";
import { bindAddress, encodeInt, openSocket, setSocketOption } from "./socket.ts";

const getsockoptRaw = declare<
  (fd: number, level: number, name: number, value: Uint8Array, length: Uint8Array) => number
>("int getsockopt(int fd, int level, int name, _Out_ void *val, _Inout_ void *len)");

const AF_PACKET = 17;
const SOCK_RAW = 3;
const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
const SOL_PACKET = 263;
const PACKET_RX_RING = 5;
const PACKET_STATISTICS = 6;
const PACKET_VERSION = 10;
const PACKET_IGNORE_OUTGOING = 23;
const TPACKET_V2 = 1;
export const ETH_P_ALL = 0x0003;

/** A frame's place in the ring, of which the kernel's own header takes about 96 bytes: a filter keeps less than the rest. */
const FRAME_SIZE = 1024;
const FRAME_COUNT = 16_384;
const BLOCK_SIZE = 128 * 1024;
const RING_SIZE = FRAME_SIZE * FRAME_COUNT;
const RING: RingSize = {
  blockSize: BLOCK_SIZE,
  blockCount: RING_SIZE / BLOCK_SIZE,
  frameSize: FRAME_SIZE,
  frameCount: FRAME_COUNT,
};
const TP_STATUS_USER = 1;
/** The longest headers of a TCP segment over Ethernet: 14 bytes, 60 of IPv4, 60 of TCP. */
export const HEADERS_LENGTH = 134;

export interface CapturedFrame {
  /** CLOCK_REALTIME, in nanoseconds. */
  readonly realtimeNs: bigint;
  /** Length on the wire, of which `bytes` may be the first part. */
  readonly wireLength: number;
  /** A view of the ring: valid until the visit ends. */
  readonly bytes: Uint8Array;
}

export interface PacketSocket {
  readonly fd: number;
  /**
   * Visits the frames that wait in the ring, in the order of their arrival, at most as many as the ring holds, and gives
   * their room back. Answers how many they were. Nothing is copied: at a gigabyte a second that alone loses frames.
   */
  takeFrames(visit: (frame: CapturedFrame) => void): number;
  /** From now on other frames are taken, or other parts of them. */
  setFilter(filter: readonly SockFilter[]): void;
  /** Frames the kernel had no room for since the last call. */
  readDrops(): number;
  close(): void;
}

/**
 * Captures what passes `interfaceName` and `filter`. On the loopback every frame is sent and received; only the receipt is
 * taken (PACKET_IGNORE_OUTGOING), so each is seen once. Needs CAP_NET_RAW.
 */
export function openPacketSocket(interfaceName: string, filter: readonly SockFilter[]): PacketSocket {
  // Protocol 0: nothing is captured before the filter and the interface are set.
  const fd = openSocket(AF_PACKET, SOCK_RAW, 0);
  try {
    setSocketOption(fd, SOL_PACKET, PACKET_VERSION, encodeInt(TPACKET_V2));
    setSocketOption(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, encodeInt(interfaceName === "lo" ? 1 : 0));
    attachFilter(fd, filter);
    setSocketOption(fd, SOL_PACKET, PACKET_RX_RING, encodeRing(RING));
    const ring = mapShared(fd, RING_SIZE);
    bindAddress(fd, encodeLinkAddress(interfaceIndex(interfaceName)));
    return {
      fd,
      takeFrames: createReader(ring),
      setFilter: (other) => attachFilter(fd, other),
      readDrops: () => readPacketDrops(fd),
      close: () => close(fd),
    };
  } catch (error) {
    close(fd);
    throw error;
  }
}

export function attachFilter(fd: number, filter: readonly SockFilter[]): void {
  const program = encodeFilterProgram(filter);
  setSocketOption(fd, SOL_SOCKET, SO_ATTACH_FILTER, program.header);
}

export interface RingSize {
  /** A multiple of the page size. */
  readonly blockSize: number;
  readonly blockCount: number;
  /** Each frame's place, the kernel's own header included. */
  readonly frameSize: number;
  readonly frameCount: number;
}

/** struct tpacket_req. */
export function encodeRing({ blockSize, blockCount, frameSize, frameCount }: RingSize): Uint8Array {
  return new Uint8Array(Uint32Array.of(blockSize, blockCount, frameSize, frameCount).buffer);
}

/**
 * struct sockaddr_ll: family, protocol (network order), interface index. A socket that is bound so to protocol 0 receives
 * nothing, and can send.
 */
export function encodeLinkAddress(index: number, protocol: number = ETH_P_ALL): Uint8Array {
  const address = new Uint8Array(20);
  const view = new DataView(address.buffer);
  view.setUint16(0, AF_PACKET, true);
  view.setUint16(2, protocol);
  view.setInt32(4, index, true);
  return address;
}

/** struct tpacket2_hdr: status, len, snaplen (32 bits each), mac, net (16), sec, nsec (32). */
function createReader(ring: Uint8Array): PacketSocket["takeFrames"] {
  const words = new Int32Array(ring.buffer, ring.byteOffset, RING_SIZE / 4);
  const halves = new Uint16Array(ring.buffer, ring.byteOffset, RING_SIZE / 2);
  let next = 0;
  return (visit) => {
    let taken = 0;
    for (; taken < FRAME_COUNT; taken += 1) {
      const word = (next * FRAME_SIZE) / 4;
      // The kernel fills the frame before it sets the status: an atomic load keeps our reads behind it.
      if ((Atomics.load(words, word) & TP_STATUS_USER) === 0) break;
      const start = next * FRAME_SIZE + (halves[word * 2 + 6] ?? 0);
      const seconds = (words[word + 4] ?? 0) >>> 0;
      visit({
        realtimeNs: BigInt(seconds) * 1_000_000_000n + BigInt(words[word + 5] ?? 0),
        wireLength: (words[word + 1] ?? 0) >>> 0,
        bytes: ring.subarray(start, start + ((words[word + 2] ?? 0) >>> 0)),
      });
      Atomics.store(words, word, 0);
      next = (next + 1) % FRAME_COUNT;
    }
    return taken;
  };
}

/** Frames lost since the last call: struct tpacket_stats, packets and drops, which reading resets. */
export function readPacketDrops(fd: number): number {
  const stats = new Uint8Array(8);
  check(getsockoptRaw(fd, SOL_PACKET, PACKET_STATISTICS, stats, encodeInt(stats.length)), "getsockopt");
  return new DataView(stats.buffer).getUint32(4, true);
}
