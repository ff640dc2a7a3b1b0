// One end of a cable: takes whole frames that an interface receives and sends frames out of it, with an AF_PACKET socket.
//
// PACKET_VNET_HDR puts a struct virtio_net_hdr before each frame, both ways: a large frame that is yet to be segmented,
// or whose checksum is yet to be computed, passes as it is, and the receiving host takes it as such.

import { interfaceIndex } from "./interface.ts";
import { close } from "./io.ts";
import { addressOf, check, declare, restarting } from "./libc.ts";
import { mapShared } from "./memory.ts";
import { encodeLinkAddress, encodeRing, readPacketDrops } from "./packet-socket.ts";
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

/** struct virtio_net_hdr. */
export const VNET_HEADER = 10;
/** 64 KiB of IP, the Ethernet header, and about 100 bytes of the kernel's own, in whole pages. */
const FRAME_SIZE = 17 * 4096;
const FRAMES_PER_BLOCK = 15;
const BLOCK_SIZE = FRAME_SIZE * FRAMES_PER_BLOCK;
const BLOCK_COUNT = 8;
const FRAME_COUNT = FRAMES_PER_BLOCK * BLOCK_COUNT;
const TP_STATUS_USER = 1;

export interface WaitingFrame {
  /** CLOCK_REALTIME at which the interface received it, in nanoseconds. */
  readonly realtimeNs: bigint;
  /** The virtio_net_hdr and the frame: a view of the ring, valid until the frame is done with. */
  readonly bytes: Uint8Array;
}

export interface FrameSocket {
  readonly fd: number;
  /** The oldest frame that waits; undefined when there is none. It stays where it is until `done`. */
  peek(): WaitingFrame | undefined;
  /** Gives the room of the frame last peeked at back to the kernel. */
  done(): void;
  /** Sends a virtio_net_hdr and a frame out of the interface. */
  send(bytes: Uint8Array): void;
  /** Frames the kernel had no room for since the last call. */
  readDrops(): number;
  close(): void;
}

/** Needs CAP_NET_RAW. */
export function openFrameSocket(interfaceName: string): FrameSocket {
  const fd = openSocket(AF_PACKET, SOCK_RAW, 0);
  try {
    setSocketOption(fd, SOL_PACKET, PACKET_VERSION, encodeInt(TPACKET_V2));
    setSocketOption(fd, SOL_PACKET, PACKET_VNET_HDR, encodeInt(1));
    setSocketOption(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, encodeInt(1));
    const size = {
      blockSize: BLOCK_SIZE,
      blockCount: BLOCK_COUNT,
      frameSize: FRAME_SIZE,
      frameCount: FRAME_COUNT,
    };
    setSocketOption(fd, SOL_PACKET, PACKET_RX_RING, encodeRing(size));
    const ring = mapShared(fd, BLOCK_SIZE * BLOCK_COUNT);
    bindAddress(fd, encodeLinkAddress(interfaceIndex(interfaceName)));
    return {
      fd,
      ...createReader(ring),
      send(bytes) {
        check(
          restarting(() => sendRaw(fd, addressOf(bytes), bytes.length, 0)),
          "send(AF_PACKET)",
        );
      },
      readDrops: () => readPacketDrops(fd),
      close: () => close(fd),
    };
  } catch (error) {
    close(fd);
    throw error;
  }
}
/** struct tpacket2_hdr: status, len, snaplen (32 bits each), mac, net (16), sec, nsec (32). */
function createReader(ring: Uint8Array): Pick<FrameSocket, "peek" | "done"> {
  const words = new Int32Array(ring.buffer, ring.byteOffset, ring.length / 4);
  const halves = new Uint16Array(ring.buffer, ring.byteOffset, ring.length / 2);
  let next = 0;
  return {
    peek() {
      const word = (next * FRAME_SIZE) / 4;
      if ((Atomics.load(words, word) & TP_STATUS_USER) === 0) return undefined;
      const start = next * FRAME_SIZE + (halves[word * 2 + 6] ?? 0) - VNET_HEADER;
      const seconds = (words[word + 4] ?? 0) >>> 0;
      return {
        realtimeNs: BigInt(seconds) * 1_000_000_000n + BigInt(words[word + 5] ?? 0),
        bytes: ring.subarray(start, start + VNET_HEADER + ((words[word + 2] ?? 0) >>> 0)),
      };
    },
    done() {
      Atomics.store(words, (next * FRAME_SIZE) / 4, 0);
      next = (next + 1) % FRAME_COUNT;
    },
  };
}
