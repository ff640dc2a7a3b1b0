// Sees the first bytes of the frames that an interface sends, with an AF_PACKET socket: for frames that the kernel
// passes on.

import { outgoingConnectionFilter, outgoingFilter } from "./bpf.ts";
import type { Ring } from "./frame-ring.ts";
import { type Detached, type DetachedRing, ETH_P_ALL, type RingSize, prepareRing } from "./open-ring.ts";

/** Room for what comes while the reader does not get a processor: at 500,000 frames a second that is 30 ms. */
const SIZE: RingSize = { blockSize: 128 * 1024, blockCount: 128, frameSize: 1024, frameCount: 16_384 };
/** As many frames can wait. */
export const TAP_PLACES: number = SIZE.frameCount;
/** The room in a place behind the kernel's own headers. */
const LONGEST = 900;

export interface FrameTap extends Ring {
  /** From now on `bytes` bytes of each frame are kept, but at most 900. */
  keep(bytes: number): void;
  /** From now on all of one connection to `port` is seen, and of others only SYN, FIN and RST; with 0 all of each again. */
  narrow(port: number, clientPort: number): void;
}

/** Needs CAP_NET_RAW. To be attached with the number of bytes to be kept. */
export async function prepareFrameTap(interfaceName: string): Promise<Detached<FrameTap, [keep: number]>> {
  const ring = await prepareRing({
    interfaceName,
    protocol: ETH_P_ALL,
    size: SIZE,
    receivedOnly: false,
    whole: false,
  });
  return { attach: (keep) => createTap(ring, keep), close: () => ring.close() };
}

function createTap(detached: DetachedRing, keep: number): FrameTap {
  let filter = outgoingFilter;
  let kept = Math.min(keep, LONGEST);
  const ring = detached.attach(filter(kept));
  return {
    ...ring,
    keep(bytes) {
      kept = Math.min(bytes, LONGEST);
      ring.setFilter(filter(kept));
    },
    narrow(port, clientPort) {
      filter =
        clientPort === 0 ? outgoingFilter : (bytes) => outgoingConnectionFilter(port, clientPort, bytes);
      ring.setFilter(filter(kept));
    },
  };
}
