// Observer of segments: captures on the loopback and records each TCP segment with the kernel's time.

import { tcpPortFilter } from "../sys/bpf.ts";
import { type CapturedFrame, HEADERS_LENGTH, openPacketSocket } from "../sys/packet-socket.ts";
import { formatFlags } from "../tcp/notation.ts";
import { decodeFrame } from "../tcp/segment.ts";
import { type AtNs, PAYLOAD_BUDGET, PAYLOAD_LIMIT, type SegmentFact } from "../timeline/observation.ts";

export interface SegmentObserver {
  readonly fd: number;
  /** Records the frames that have arrived, at most as many as the ring holds. */
  drain(): void;
  /** Whether the last turn took many: more will follow soon. */
  isBusy(): boolean;
  /** Frames lost so far. */
  drops(): number;
  close(): void;
}

/** A turn that took more frames than this was a busy one. */
const MANY = 32;

/** Starts to capture TCP from or to `port` on `lo`. Throws the system's error when that is not allowed. */
export function observeSegments(
  port: number,
  toRunTime: (realtimeNs: bigint) => AtNs,
  record: (fact: SegmentFact, atNs: AtNs) => void,
): SegmentObserver {
  const socket = openPacketSocket("lo", tcpPortFilter(port, HEADERS_LENGTH + PAYLOAD_LIMIT));
  let payloadLeft = PAYLOAD_BUDGET;
  let lost = 0;
  let busy = false;
  return {
    fd: socket.fd,
    drain() {
      busy = socket.takeFrames(recordFrame) > MANY;
    },
    isBusy: () => busy,
    drops() {
      lost += socket.readDrops();
      return lost;
    },
    close: () => socket.close(),
  };

  function recordFrame({ bytes, wireLength, realtimeNs }: CapturedFrame): void {
    const segment = decodeFrame(bytes, wireLength);
    if (segment === undefined) return;
    const { source, destination, seq, ack, flags, window, length, payload } = segment;
    const keptLength = Math.min(payload.length, PAYLOAD_LIMIT, payloadLeft);
    spend(keptLength);
    record(
      {
        kind: "segment",
        from: source,
        to: destination,
        seq,
        ack,
        flags: formatFlags(flags),
        window,
        length,
        payload: Buffer.from(payload.buffer, payload.byteOffset, keptLength).toString("base64"),
      },
      toRunTime(realtimeNs),
    );
  }

  /** Once there is no more to be kept, the kernel need not copy payload either. */
  function spend(bytes: number): void {
    payloadLeft -= bytes;
    if (bytes > 0 && payloadLeft === 0) socket.setFilter(tcpPortFilter(port, HEADERS_LENGTH));
  }
}
