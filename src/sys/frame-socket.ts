// One end of a cable: takes whole frames that an interface receives and sends frames out of it, with AF_PACKET sockets.
//
// PACKET_VNET_HDR puts a struct virtio_net_hdr before each frame, both ways: a large frame that is yet to be segmented,
// or whose checksum is yet to be computed, passes as it is, and the receiving host takes it as such.
//
// A ring has places of one size, and a frame may have 64 bytes or 64 KiB. There are two: many small places, and some
// large ones, each with a filter by length. Frames come out in the order in which the kernel received them.

import { type SockFilter, lengthFilter } from "./bpf.ts";
import { interfaceIndex } from "./interface.ts";
import { close } from "./io.ts";
import { EINTR, addressOf, check, declare, errno } from "./libc.ts";
import { mapShared } from "./memory.ts";
import {
  type RingSize,
  attachFilter,
  encodeLinkAddress,
  encodeRing,
  readPacketDrops,
} from "./packet-socket.ts";
import { bindAddress, encodeInt, openSocket, setSocketOption } from "./socket.ts";

const sendRaw = declare<(fd: number, address: number, length: number, flags: number) => number>(
  "int64_t send(int fd, uintptr_t buf, size_t len, int flags)",
);

const AF_PACKET = 17;
const SOCK_RAW = 3;
const SOL_PACKET = 263;
const PACKET_RX_RING = 5;
const PACKET_VERSION = 10;
const PACKET_VNET_HDR = 15;
const PACKET_IGNORE_OUTGOING = 23;
const TPACKET_V2 = 1;
const TP_STATUS_USER = 1;

/** struct virtio_net_hdr. */
export const VNET_HEADER = 10;
/** What fits a small place, of which the kernel's own headers take about 100 bytes. */
const SMALL_FRAME = 1900;
const SMALL: RingSize = { blockSize: 128 * 1024, blockCount: 64, frameSize: 2048, frameCount: 4096 };
/** 64 KiB of IP, the Ethernet header, and the kernel's own, in whole pages; 15 of them nearly fill a MiB. */
const LARGE_PLACE = 17 * 4096;
const LARGE: RingSize = {
  blockSize: LARGE_PLACE * 15,
  blockCount: 8,
  frameSize: LARGE_PLACE,
  frameCount: 120,
};

/** A frame that waits in a ring. Valid until it is done with: then its place is the kernel's again. */
export interface WaitingFrame {
  /** CLOCK_REALTIME at which the interface received it. */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** Where the virtio_net_hdr and the frame are in this process's memory, and their length together. */
  readonly address: number;
  readonly length: number;
  /** The first bytes of the frame, from its Ethernet header on: a view of the ring. */
  head(length: number): Uint8Array;
  /** Gives its place back to the kernel. */
  done(): void;
}

export interface FrameSocket {
  /** To be polled for POLLIN. */
  readonly fds: readonly number[];
  /** The oldest frame that waits; undefined when there is none. */
  peek(): WaitingFrame | undefined;
  /** Sends a virtio_net_hdr and a frame out of the interface. */
  send(address: number, length: number): void;
  /** Frames the kernel had no room for since the last call. */
  readDrops(): number;
  close(): void;
}

/** Needs CAP_NET_RAW. */
export function openFrameSocket(interfaceName: string): FrameSocket {
  const small = openRing(interfaceName, SMALL, lengthFilter("at most", SMALL_FRAME));
  const large = openRing(interfaceName, LARGE, lengthFilter("more than", SMALL_FRAME));
  const sockets = [small.fd, large.fd];
  return {
    fds: sockets,
    peek() {
      // The small ring first: a large frame that came before a small one that is seen here is seen then, too.
      const one = small.peek();
      const other = large.peek();
      if (one === undefined || other === undefined) return one ?? other;
      const isFirst = one.seconds - other.seconds || one.nanoseconds - other.nanoseconds;
      return isFirst <= 0 ? one : other;
    },
    send(address, length) {
      // Without a closure for each frame; interrupted by a signal, it is tried again.
      let sent = sendRaw(small.fd, address, length, 0);
      while (sent < 0 && errno() === EINTR) sent = sendRaw(small.fd, address, length, 0);
      check(sent, "send(AF_PACKET)");
    },
    readDrops: () => sockets.reduce((sum, fd) => sum + readPacketDrops(fd), 0),
    close: () => sockets.forEach(close),
  };
}

interface Ring {
  readonly fd: number;
  peek(): WaitingFrame | undefined;
}

function openRing(interfaceName: string, size: RingSize, filter: readonly SockFilter[]): Ring {
  const fd = openSocket(AF_PACKET, SOCK_RAW, 0);
  try {
    setSocketOption(fd, SOL_PACKET, PACKET_VERSION, encodeInt(TPACKET_V2));
    setSocketOption(fd, SOL_PACKET, PACKET_VNET_HDR, encodeInt(1));
    setSocketOption(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, encodeInt(1));
    attachFilter(fd, filter);
    setSocketOption(fd, SOL_PACKET, PACKET_RX_RING, encodeRing(size));
    const memory = mapShared(fd, size.blockSize * size.blockCount);
    bindAddress(fd, encodeLinkAddress(interfaceIndex(interfaceName)));
    return { fd, peek: createReader(memory, size) };
  } catch (error) {
    close(fd);
    throw error;
  }
}

/**
 * struct tpacket2_hdr: status, len, snaplen (32 bits each), mac, net (16), sec, nsec (32). One object serves for every
 * frame: at 100,000 frames a second a new one for each is a good part of the work.
 */
function createReader(memory: Uint8Array, { frameSize, frameCount }: RingSize): Ring["peek"] {
  const words = new Int32Array(memory.buffer, memory.byteOffset, memory.length / 4);
  const halves = new Uint16Array(memory.buffer, memory.byteOffset, memory.length / 2);
  const base = addressOf(memory);
  let next = 0;
  let start = 0;
  const frame = {
    seconds: 0,
    nanoseconds: 0,
    address: 0,
    length: 0,
    head: (length: number) => memory.subarray(start, start + Math.min(length, frame.length - VNET_HEADER)),
    done(): void {
      Atomics.store(words, (next * frameSize) / 4, 0);
      next = (next + 1) % frameCount;
    },
  };
  return () => {
    const word = (next * frameSize) / 4;
    // The kernel fills the frame before it sets the status: an atomic load keeps our reads behind it.
    if ((Atomics.load(words, word) & TP_STATUS_USER) === 0) return undefined;
    start = next * frameSize + (halves[word * 2 + 6] ?? 0);
    frame.seconds = (words[word + 4] ?? 0) >>> 0;
    frame.nanoseconds = words[word + 5] ?? 0;
    frame.address = base + start - VNET_HEADER;
    frame.length = VNET_HEADER + ((words[word + 2] ?? 0) >>> 0);
    return frame;
  };
}
