// A packet socket's ring, whose frames are read in place, one at a time (packet(7), TPACKET_V2).

import { allOrNothing } from "./all-or-nothing.ts";
import { type SockFilter, encodeFilterProgram } from "./bpf.ts";
import { interfaceIndex } from "./interface.ts";
import { close, closeInBackground } from "./io.ts";
import { addressOf, check, declare } from "./libc.ts";
import { mapShared, unmapShared } from "./memory.ts";
import { bindAddress, encodeInt, openSocket, setSocketOption } from "./socket.ts";

const getsockoptRaw = declare<
  (fd: number, level: number, name: number, value: Uint8Array, length: Uint8Array) => number
>("int getsockopt(int fd, int level, int name, _Out_ void *val, _Inout_ void *len)");

const AF_PACKET = 17;
const SOCK_DGRAM = 2;
const SOCK_RAW = 3;
const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
const SOL_PACKET = 263;
const PACKET_RX_RING = 5;
const PACKET_STATISTICS = 6;
const PACKET_VERSION = 10;
const PACKET_VNET_HDR = 15;
const PACKET_IGNORE_OUTGOING = 23;
const TPACKET_V2 = 1;
const TP_STATUS_USER = 1;
export const ETH_P_ALL = 0x0003;

/** struct virtio_net_hdr. */
export const VNET_HEADER = 10;

/** A frame that waits in a ring. Valid until it is done with: then its place is the kernel's again. */
export interface WaitingFrame {
  /** CLOCK_REALTIME at which the interface received it, or began to send it. */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** Length on the wire. */
  readonly wireLength: number;
  /**
   * Where the virtio_net_hdr and the frame are in this process's memory, and their length together: for a ring of whole
   * frames, which has them.
   */
  readonly address: number;
  readonly length: number;
  /** Where its Ethernet header begins in the ring's memory, and how many bytes from there on are the frame's. */
  readonly at: number;
  readonly captured: number;
  /** The first bytes of the frame, from its Ethernet header on: a view of the ring. */
  head(length: number): Uint8Array;
  /** Gives its place back to the kernel. */
  done(): void;
}

export interface Ring {
  /** To be polled for POLLIN. */
  readonly fd: number;
  /** Where the frames wait. */
  readonly memory: Buffer;
  readonly view: DataView;
  readonly words: Int32Array;
  /** The oldest frame that waits; undefined when there is none. */
  peek(): WaitingFrame | undefined;
  setFilter(filter: readonly SockFilter[]): void;
  /** Frames that the kernel had no room for since the last call. */
  readDrops(): number;
  /** Returns at once: the kernel takes the ring apart, and waits twice for every processor to be done with it (20 to 40 ms). */
  close(): void;
}

export interface RingSize {
  /** A multiple of the page size. */
  readonly blockSize: number;
  readonly blockCount: number;
  /** Each frame's place, the kernel's own header included. */
  readonly frameSize: number;
  readonly frameCount: number;
}

export interface RingOptions {
  readonly interfaceName: string;
  /** EtherType, or ETH_P_ALL. */
  readonly protocol: number;
  readonly size: RingSize;
  readonly filter: readonly SockFilter[];
  /** What the interface sends is not taken (PACKET_IGNORE_OUTGOING). */
  readonly receivedOnly: boolean;
  /** Frames are whole, with a virtio_net_hdr before each (PACKET_VNET_HDR). */
  readonly whole: boolean;
  /** The link's header is left out, whatever it is (SOCK_DGRAM): frames begin with the IP header. */
  readonly withoutLinkHeader?: true;
}

/** Needs CAP_NET_RAW. */
export function openRing(options: RingOptions): Ring {
  const { interfaceName, protocol, size, filter, receivedOnly, whole } = options;
  return allOrNothing((orElse) => {
    // Protocol 0: nothing is captured before the filter and the interface are set.
    const fd = openSocket(AF_PACKET, options.withoutLinkHeader ? SOCK_DGRAM : SOCK_RAW, 0);
    orElse(() => close(fd));
    setSocketOption(fd, SOL_PACKET, PACKET_VERSION, encodeInt(TPACKET_V2));
    if (whole) setSocketOption(fd, SOL_PACKET, PACKET_VNET_HDR, encodeInt(1));
    setSocketOption(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, encodeInt(Number(receivedOnly)));
    attachFilter(fd, filter);
    setSocketOption(fd, SOL_PACKET, PACKET_RX_RING, encodeRing(size));
    const memory = mapShared(fd, size.blockSize * size.blockCount);
    orElse(() => unmapShared(memory));
    bindAddress(fd, encodeLinkAddress(interfaceIndex(interfaceName), protocol));
    return {
      fd,
      memory: Buffer.from(memory.buffer, memory.byteOffset, memory.length),
      view: new DataView(memory.buffer, memory.byteOffset, memory.length),
      words: new Int32Array(memory.buffer, memory.byteOffset, memory.length / 4),
      peek: createReader(memory, size),
      setFilter: (other) => attachFilter(fd, other),
      readDrops: () => readPacketDrops(fd),
      close() {
        unmapShared(memory);
        closeInBackground(fd);
      },
    };
  });
}

/** A socket that sends frames, with a virtio_net_hdr before each, and receives none. */
export function openSendingSocket(interfaceName: string): number {
  return allOrNothing((orElse) => {
    const fd = openSocket(AF_PACKET, SOCK_RAW, 0);
    orElse(() => close(fd));
    setSocketOption(fd, SOL_PACKET, PACKET_VNET_HDR, encodeInt(1));
    bindAddress(fd, encodeLinkAddress(interfaceIndex(interfaceName), 0));
    return fd;
  });
}

function attachFilter(fd: number, filter: readonly SockFilter[]): void {
  const program = encodeFilterProgram(filter);
  setSocketOption(fd, SOL_SOCKET, SO_ATTACH_FILTER, program.header);
}

/** struct tpacket_req. */
function encodeRing({ blockSize, blockCount, frameSize, frameCount }: RingSize): Uint8Array {
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

/**
 * The ring whose waiting frame is the oldest. They are looked at twice: between two looks of the first round a ring that was
 * empty may get a frame, and another ring a later one.
 */
export function oldestOf<R extends Ring>(rings: readonly R[]): R | undefined {
  return lookAt(rings) && lookAt(rings);
}

function lookAt<R extends Ring>(rings: readonly R[]): R | undefined {
  let oldest: R | undefined;
  let [seconds, nanoseconds] = [0, 0];
  for (const ring of rings) {
    const frame = ring.peek();
    if (frame === undefined) continue;
    const isOlder = frame.seconds < seconds || (frame.seconds === seconds && frame.nanoseconds < nanoseconds);
    if (oldest !== undefined && !isOlder) continue;
    oldest = ring;
    ({ seconds, nanoseconds } = frame);
  }
  return oldest;
}

/**
 * struct tpacket2_hdr: status, len, snaplen (32 bits each), mac, net (16), sec, nsec (32). One object serves for every
 * frame: at 100,000 frames a second a new one for each would be a good part of the work.
 */
function createReader(memory: Uint8Array, { frameSize, frameCount }: RingSize): Ring["peek"] {
  const words = new Int32Array(memory.buffer, memory.byteOffset, memory.length / 4);
  const halves = new Uint16Array(memory.buffer, memory.byteOffset, memory.length / 2);
  const base = addressOf(memory);
  let next = 0;
  let isHere = false;
  const frame = {
    seconds: 0,
    nanoseconds: 0,
    wireLength: 0,
    address: 0,
    length: 0,
    at: 0,
    captured: 0,
    head: (length: number) => memory.subarray(frame.at, frame.at + Math.min(length, frame.captured)),
    done(): void {
      Atomics.store(words, (next * frameSize) / 4, 0);
      next = (next + 1) % frameCount;
      isHere = false;
    },
  };
  return () => {
    if (isHere) return frame; // several rings' frames are compared again and again: reading shared memory is expensive
    const word = (next * frameSize) / 4;
    // The kernel fills the frame before it sets the status: an atomic load keeps our reads behind it.
    if ((Atomics.load(words, word) & TP_STATUS_USER) === 0) return undefined;
    frame.at = next * frameSize + (halves[word * 2 + 6] ?? 0);
    frame.captured = (words[word + 2] ?? 0) >>> 0;
    frame.seconds = (words[word + 4] ?? 0) >>> 0;
    frame.nanoseconds = words[word + 5] ?? 0;
    frame.wireLength = (words[word + 1] ?? 0) >>> 0;
    frame.address = base + frame.at - VNET_HEADER;
    frame.length = VNET_HEADER + frame.captured;
    isHere = true;
    return frame;
  };
}

/** Frames lost since the last call: struct tpacket_stats, packets and drops, which reading resets. */
function readPacketDrops(fd: number): number {
  const stats = new Uint8Array(8);
  check(getsockoptRaw(fd, SOL_PACKET, PACKET_STATISTICS, stats, encodeInt(stats.length)), "getsockopt");
  return new DataView(stats.buffer).getUint32(4, true);
}
