// How a packet socket gets its ring, and its interface (packet(7), TPACKET_V2).

import { allOrNothing } from "./all-or-nothing.ts";
import { type SockFilter, encodeFilterProgram } from "./bpf.ts";
import { interfaceIndex } from "./interface.ts";
import { close, closeInBackground } from "./io.ts";
import { type Ring, type RingPlaces, createRingReader } from "./frame-ring.ts";
import { check, declare } from "./libc.ts";
import { mapShared, unmapShared } from "./memory.ts";
import {
  bindAddress,
  encodeInt,
  openSocket,
  setSocketOption,
  setSocketOptionInBackground,
} from "./socket.ts";

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
export const ETH_P_ALL = 0x0003;

export interface RingSize extends RingPlaces {
  /** A multiple of the page size. */
  readonly blockSize: number;
  readonly blockCount: number;
}

export interface RingOptions {
  readonly interfaceName: string;
  /** EtherType, or ETH_P_ALL. */
  readonly protocol: number;
  readonly size: RingSize;
  /** What the interface sends is not taken (PACKET_IGNORE_OUTGOING). */
  readonly receivedOnly: boolean;
  /** Frames are whole, with a virtio_net_hdr before each (PACKET_VNET_HDR). */
  readonly whole: boolean;
  /** The link's header is left out, whatever it is (SOCK_DGRAM): frames begin with the IP header. */
  readonly withoutLinkHeader?: true;
}

/** What gets no frames yet: it has to be attached to its interface, or closed. */
export interface Detached<Attached, Arguments extends unknown[] = []> {
  /** From now on it gets frames. When that fails it is closed. */
  attach(...given: Arguments): Attached;
  close(): void;
}

/** When one of them cannot be attached, all are closed. */
export function attachAll<T extends readonly Detached<{ close(): void }>[] | []>(
  detached: T,
): { -readonly [K in keyof T]: ReturnType<T[K]["attach"]> } {
  const waiting: { close(): void }[] = [...detached];
  const attached = allOrNothing((orElse) => {
    orElse(() => waiting.forEach((each) => each.close()));
    return detached.map((each) => {
      waiting.shift(); // one that cannot be attached closes itself
      const one = each.attach();
      orElse(() => one.close());
      return one;
    });
  });
  return attached as { -readonly [K in keyof T]: ReturnType<T[K]["attach"]> };
}

export type DetachedRing = Detached<Ring, [filter: readonly SockFilter[]]>;

/**
 * Makes a ring for an interface of the network namespace in which this is called. The kernel waits for every processor to be
 * done with the socket as it was (`synchronize_net` in packet_set_ring: 10 to 20 ms), so several are made at the same time.
 * Needs CAP_NET_RAW.
 */
export async function prepareRing(options: RingOptions): Promise<DetachedRing> {
  const unmapped = openUnmapped(options);
  try {
    await setSocketOptionInBackground(unmapped.fd, SOL_PACKET, PACKET_RX_RING, encodeRing(options.size));
    return mapRing(unmapped, options.size);
  } catch (error) {
    close(unmapped.fd);
    throw error;
  }
}

/** A packet socket without its ring. */
interface Unmapped {
  readonly fd: number;
  /** What it is bound to when it is attached. */
  readonly address: Uint8Array;
}

function openUnmapped(options: RingOptions): Unmapped {
  const { interfaceName, protocol, receivedOnly, whole } = options;
  return allOrNothing((orElse) => {
    // Protocol 0: nothing is captured before it is bound.
    const fd = openSocket(AF_PACKET, options.withoutLinkHeader ? SOCK_DGRAM : SOCK_RAW, 0);
    orElse(() => close(fd));
    setSocketOption(fd, SOL_PACKET, PACKET_VERSION, encodeInt(TPACKET_V2));
    if (whole) setSocketOption(fd, SOL_PACKET, PACKET_VNET_HDR, encodeInt(1));
    setSocketOption(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, encodeInt(Number(receivedOnly)));
    const address = encodeLinkAddress(interfaceIndex(interfaceName), protocol);
    return { fd, address };
  });
}

function mapRing({ fd, address }: Unmapped, size: RingSize): DetachedRing {
  const memory = mapShared(fd, size.blockSize * size.blockCount);
  const closeRing = (): void => {
    unmapShared(memory);
    closeInBackground(fd);
  };
  const setFilter = (filter: readonly SockFilter[]): void => attachFilter(fd, filter);
  return {
    close: closeRing,
    attach: (filter) =>
      allOrNothing((orElse) => {
        orElse(closeRing);
        setFilter(filter);
        bindAddress(fd, address);
        return {
          fd,
          memory: Buffer.from(memory.buffer, memory.byteOffset, memory.length),
          view: new DataView(memory.buffer, memory.byteOffset, memory.length),
          words: new Int32Array(memory.buffer, memory.byteOffset, memory.length / 4),
          peek: createRingReader(memory, size),
          setFilter,
          readDrops: () => readPacketDrops(fd),
          close: closeRing,
        };
      }),
  };
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

/** Frames lost since the last call: struct tpacket_stats, packets and drops, which reading resets. */
function readPacketDrops(fd: number): number {
  const stats = new Uint8Array(8);
  check(getsockoptRaw(fd, SOL_PACKET, PACKET_STATISTICS, stats, encodeInt(stats.length)), "getsockopt");
  return new DataView(stats.buffer).getUint32(4, true);
}
