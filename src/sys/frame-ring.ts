// A packet socket's ring, whose frames are read in place, one at a time (packet(7), TPACKET_V2).

import type { SockFilter } from "./bpf.ts";
import { addressOf } from "./libc.ts";

const TP_STATUS_USER = 1;

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
  /**
   * Returns at once: the kernel takes the ring apart, and waits twice for every processor to be done with it (20 to 40 ms).
   */
  close(): void;
}

export interface RingPlaces {
  /** Each frame's place, the kernel's own header included. */
  readonly frameSize: number;
  readonly frameCount: number;
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
export function createRingReader(memory: Uint8Array, { frameSize, frameCount }: RingPlaces): Ring["peek"] {
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
