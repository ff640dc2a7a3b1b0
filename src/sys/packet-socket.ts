// Capture of frames with the kernel's own time-stamps (packet(7)).

import { ETHERNET_HEADER, ETHERTYPE_AT, ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from "../tcp/headers.ts";
import type { FrameStart, SockFilter } from "./bpf.ts";
import type { WaitingFrame } from "./frame-ring.ts";
import { hasEthernetHeader } from "./interface.ts";
import { type Detached, type DetachedRing, ETH_P_ALL, type RingSize, prepareRing } from "./open-ring.ts";

/** Of a frame's place in the ring the kernel's own header takes about 96 bytes: a filter keeps less than the rest. */
const SIZE: RingSize = { blockSize: 128 * 1024, blockCount: 128, frameSize: 1024, frameCount: 16_384 };
/** As many frames can wait. */
export const RING_PLACES: number = SIZE.frameCount;
/** The longest headers of a TCP segment over Ethernet: 14 bytes, 60 of IPv4, 60 of TCP. */
export const HEADERS_LENGTH = 134;

export interface CapturedFrame {
  /** CLOCK_REALTIME. */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** Length on the wire, of which `bytes` may be the first part. */
  readonly wireLength: number;
  /** Where in the ring's memory it begins, and how many of its bytes are there. */
  readonly at: number;
  readonly captured: number;
}

export interface PacketSocket {
  readonly fd: number;
  /** What filters must expect. What is visited begins with an Ethernet header in any case. */
  readonly start: FrameStart;
  /** The ring. What frames wait there is valid while they are visited. */
  readonly memory: Buffer;
  readonly view: DataView;
  readonly words: Int32Array;
  /**
   * Visits frames that wait in the ring, in the order of their arrival, `limit` of them at most, and gives their room
   * back. Returns how many they were. Nothing is copied: at a gigabyte a second that alone loses frames.
   */
  takeFrames(limit: number, visit: (frame: CapturedFrame) => void): number;
  /** From now on other frames are taken, or other parts of them. */
  setFilter(filter: readonly SockFilter[]): void;
  /** Frames the kernel had no room for since the last call. */
  readDrops(): number;
  close(): void;
}

/** To be attached with the filter, made for what frames begin with. */
export type DetachedPacketSocket = Detached<
  PacketSocket,
  [filterFor: (start: FrameStart) => readonly SockFilter[]]
>;

/**
 * For what passes `interfaceName` and a filter. On the loopback every frame is sent and received; only the receipt is
 * taken, so each is seen once. Needs CAP_NET_RAW.
 */
export async function preparePacketSocket(interfaceName: string): Promise<DetachedPacketSocket> {
  const start: FrameStart = hasEthernetHeader(interfaceName) ? "ethernet" : "ip";
  const detached = await prepareRing({
    interfaceName,
    protocol: ETH_P_ALL,
    size: SIZE,
    receivedOnly: interfaceName === "lo",
    whole: false,
    ...(start === "ip" && { withoutLinkHeader: true }),
  });
  return {
    attach: (filterFor) => createPacketSocket(detached, start, filterFor(start)),
    close: () => detached.close(),
  };
}

function createPacketSocket(
  detached: DetachedRing,
  start: FrameStart,
  filter: readonly SockFilter[],
): PacketSocket {
  const { peek, ...ring } = detached.attach(filter);
  let isOpen = true;
  return {
    ...ring,
    start,
    takeFrames(limit, visit) {
      if (!isOpen) return 0; // the ring's memory is gone
      let taken = 0;
      for (; taken < limit; taken += 1) {
        const frame = peek();
        if (frame === undefined) break;
        visit(start === "ethernet" ? frame : withEthernetHeader(frame, ring.view));
        frame.done();
      }
      return taken;
    },
    close() {
      isOpen = false;
      ring.close();
    },
  };
}

/**
 * Puts an Ethernet header before the IP header, of which only the EtherType is right, so that all frames are decoded in one
 * way. There is room: the kernel leaves 16 bytes free behind its own header (net/packet/af_packet.c, tpacket_rcv).
 */
function withEthernetHeader(frame: WaitingFrame, memory: DataView): CapturedFrame {
  const at = frame.at - ETHERNET_HEADER;
  const version = memory.getUint8(frame.at) >> 4;
  memory.setUint16(at + ETHERTYPE_AT, version === 6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
  return {
    seconds: frame.seconds,
    nanoseconds: frame.nanoseconds,
    wireLength: frame.wireLength + ETHERNET_HEADER,
    at,
    captured: frame.captured + ETHERNET_HEADER,
  };
}
