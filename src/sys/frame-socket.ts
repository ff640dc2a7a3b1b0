// One end of a cable: takes whole frames that an interface receives and sends frames out of it, with AF_PACKET sockets.
//
// PACKET_VNET_HDR puts a struct virtio_net_hdr before each frame, both ways: a large frame that is yet to be segmented,
// or whose checksum is yet to be computed, passes as it is, and the receiving host takes it as such.
//
// A ring has places of one size, and a frame may have 64 bytes or 64 KiB. There are two: many small places, and some
// large ones, each with a filter by length. And each is for one protocol, so that it gets no frame that a filter of
// traffic-control.ts has sent on. Frames come out in the order in which the kernel received them.

import { ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from "../tcp/headers.ts";
import { allOrNone, allOrNothing } from "./all-or-nothing.ts";
import { lengthFilter } from "./bpf.ts";
import { type Ring, type WaitingFrame, oldestOf } from "./frame-ring.ts";
import { close } from "./io.ts";
import { EINTR, check, declare, errno } from "./libc.ts";
import { type Detached, type RingSize, attachAll, openSendingSocket, prepareRing } from "./open-ring.ts";

const sendRaw = declare<(fd: number, address: number, length: number, flags: number) => number>(
  "int64_t send(int fd, uintptr_t buf, size_t len, int flags)",
);

/** What fits into a small place: the kernel's own headers take about 100 bytes of it. */
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

function withBlocks(size: RingSize, count: number): RingSize {
  return { ...size, blockCount: count, frameCount: (size.frameCount / size.blockCount) * count };
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
export async function prepareFrameSocket(interfaceName: string): Promise<Detached<FrameSocket>> {
  const sender = openSendingSocket(interfaceName);
  try {
    const rings = await allOrNone(receivers.map((receiver) => prepareReceiver(interfaceName, ...receiver)));
    return { attach: () => attach(sender, rings), close: () => closeAll(sender, rings) };
  } catch (error) {
    close(sender);
    throw error;
  }
}

function closeAll(sender: number, rings: readonly { close(): void }[]): void {
  for (const ring of rings) ring.close();
  close(sender);
}

function attach(sender: number, rings: readonly Detached<Ring>[]): FrameSocket {
  return allOrNothing((orElse) => {
    orElse(() => close(sender));
    return createFrameSocket(sender, attachAll(rings));
  });
}

function createFrameSocket(sender: number, rings: readonly Ring[]): FrameSocket {
  return {
    fds: rings.map(({ fd }) => fd),
    peek: () => oldestOf(rings)?.peek(),
    send(address, length) {
      // Without a closure for each frame; interrupted by a signal, it is tried again.
      let sent = sendRaw(sender, address, length, 0);
      while (sent < 0 && errno() === EINTR) sent = sendRaw(sender, address, length, 0);
      check(sent, "send(AF_PACKET)");
    },
    readDrops: () => rings.reduce((sum, ring) => sum + ring.readDrops(), 0),
    close: () => closeAll(sender, rings),
  };
}

type Which = "at most" | "more than";

const receivers: readonly (readonly [protocol: number, which: Which, size: RingSize])[] = [
  [ETHERTYPE_IPV4, "at most", SMALL],
  [ETHERTYPE_IPV4, "more than", LARGE],
  [ETHERTYPE_IPV6, "at most", withBlocks(SMALL, 32)],
  [ETHERTYPE_IPV6, "more than", withBlocks(LARGE, 4)],
  [ETHERTYPE_ARP, "at most", withBlocks(SMALL, 1)],
];

async function prepareReceiver(
  interfaceName: string,
  protocol: number,
  which: Which,
  size: RingSize,
): Promise<Detached<Ring>> {
  const ring = await prepareRing({ interfaceName, protocol, size, receivedOnly: true, whole: true });
  return { ...ring, attach: () => ring.attach(lengthFilter(which, SMALL_FRAME)) };
}
