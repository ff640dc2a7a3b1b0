// Observer of segments: captures on the loopback and records each TCP segment with the kernel's time.

import { tcpPortFilter } from "../sys/bpf.ts";
import { type CapturedFrame, SNAP_LENGTH, openPacketSocket } from "../sys/packet-socket.ts";
import { formatFlags } from "../tcp/notation.ts";
import { decodeFrame } from "../tcp/segment.ts";
import { type AtNs, PAYLOAD_LIMIT, type SegmentFact } from "../timeline/observation.ts";

export interface SegmentObserver {
  readonly fd: number;
  /** Records the frames that have arrived, at most one batch. */
  drain(): void;
  /** Whether the last batch was a full one: more is likely to wait. */
  isBusy(): boolean;
  /** Frames lost so far. */
  drops(): number;
  close(): void;
}

const BATCH = 256;

/** Starts to capture TCP from or to `port` on `lo`. Throws the system's error when that is not allowed. */
export function observeSegments(
  port: number,
  toRunTime: (realtimeNs: bigint) => AtNs,
  record: (fact: SegmentFact, atNs: AtNs) => void,
): SegmentObserver {
  const socket = openPacketSocket("lo", tcpPortFilter(port, SNAP_LENGTH));
  let lost = 0;
  let busy = false;
  return {
    fd: socket.fd,
    drain() {
      const frames = socket.takeFrames(BATCH);
      busy = frames.length > BATCH / 8;
      for (const frame of frames) recordFrame(frame);
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
    const kept = Buffer.from(payload.subarray(0, PAYLOAD_LIMIT)).toString("base64");
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
        payload: kept,
      },
      toRunTime(realtimeNs),
    );
  }
}
