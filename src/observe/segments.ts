// Observer of segments: captures on the loopback and records each TCP segment with the kernel's time.

import { oneConnectionFilter, tcpPortFilter } from "../sys/bpf.ts";
import { HEADERS_LENGTH, RING_PLACES, openPacketSocket } from "../sys/packet-socket.ts";
import { formatFlags } from "../tcp/notation.ts";
import { type Segment, decodeFrame } from "../tcp/segment.ts";
import {
  type AtNs,
  type OnWire,
  PAYLOAD_BUDGET,
  PAYLOAD_LIMIT,
  type SegmentFact,
} from "../timeline/observation.ts";

export interface SegmentObserver {
  readonly fd: number;
  /** Records the frames that have arrived, at most as many as the ring holds. */
  drain(): void;
  /** Whether many come: more will follow soon. */
  isBusy(): boolean;
  /**
   * The connection under test, by its client's port: while there is a flood of segments, only SYN, FIN and RST are taken of
   * all others.
   */
  focus(clientPort: number): void;
  /** Frames lost so far. */
  drops(): number;
  close(): void;
}

/** Frames are counted over so long. */
const WINDOW_MS = 5;
/** With so many a millisecond it is better to let them gather than to wake up for each. */
const MANY_PER_MS = 6;
/** So many busy windows one after another are a flood, */
const FLOOD_WINDOWS = 4;
/** and so is so long a queue: this process does not get the processor it needs, and in the ring there is room for few more. */
const BATCH = 1024;

/** Starts to capture TCP from or to `port` on that interface. Throws the system's error when that is not allowed. */
export function observeSegments(
  interfaceName: string,
  port: number,
  toRunTime: (realtimeNs: bigint) => AtNs,
  record: (fact: SegmentFact, atNs: AtNs) => void,
  narrowed: () => void,
): SegmentObserver {
  const socket = openPacketSocket(interfaceName, tcpPortFilter(port, HEADERS_LENGTH + PAYLOAD_LIMIT));
  let [length, clientPort, isNarrow] = [HEADERS_LENGTH + PAYLOAD_LIMIT, 0, false];
  const rate = createRate();
  const setFilter = (): void =>
    socket.setFilter(isNarrow ? oneConnectionFilter(port, clientPort, length) : tcpPortFilter(port, length));
  // Once there is no more to be kept, the kernel need not copy payload either.
  const recorder = createSegmentRecorder(record, () => {
    length = HEADERS_LENGTH;
    setFilter();
  });
  let [lost, isFlood] = [0, false];

  function narrow(): void {
    if (!isFlood || isNarrow || clientPort === 0) return;
    isNarrow = true;
    setFilter();
    narrowed();
  }

  return {
    fd: socket.fd,
    drain() {
      for (let [taken, batch] = [0, BATCH]; batch === BATCH && taken < RING_PLACES; taken += batch) {
        batch = socket.takeFrames(BATCH, ({ bytes, wireLength, realtimeNs }) => {
          const segment = decodeFrame(bytes, wireLength);
          if (segment) recorder(segment, toRunTime(realtimeNs));
        });
        rate.count(batch);
        isFlood ||= batch === BATCH || rate.busyWindows() >= FLOOD_WINDOWS;
        narrow();
      }
    },
    isBusy: () => rate.busyWindows() > 0,
    focus(of) {
      clientPort = of;
      if (isNarrow) setFilter();
      narrow();
    },
    drops() {
      lost += socket.readDrops();
      return lost;
    },
    close: () => socket.close(),
  };
}

interface Rate {
  count(frames: number): void;
  /** How many windows in a row were busy, up to now. */
  busyWindows(): number;
}

function createRate(): Rate {
  let [sinceMs, frames, busy] = [performance.now(), 0, 0];
  return {
    count(taken) {
      frames += taken;
      const tookMs = performance.now() - sinceMs;
      if (tookMs < WINDOW_MS) return;
      busy = frames > MANY_PER_MS * tookMs ? busy + 1 : 0;
      [sinceMs, frames] = [performance.now(), 0];
    },
    busyWindows: () => busy,
  };
}

/** Records segments, with payload up to a budget. @param spent is called once when there is no more of it */
export function createSegmentRecorder(
  record: (fact: SegmentFact, atNs: AtNs) => void,
  spent: () => void,
): (segment: Segment, atNs: AtNs, wire?: OnWire) => void {
  let payloadLeft = PAYLOAD_BUDGET;
  return ({ source, destination, seq, ack, flags, window, options, length, payload }, atNs, wire) => {
    const kept = Math.min(payload.length, PAYLOAD_LIMIT, payloadLeft);
    payloadLeft -= kept;
    if (kept > 0 && payloadLeft === 0) spent();
    const fact: SegmentFact = {
      kind: "segment",
      from: source,
      to: destination,
      seq,
      ack,
      flags: formatFlags(flags),
      window,
      ...(options.length > 0 && { options: base64(options, options.length) }),
      length,
      payload: base64(payload, kept),
    };
    record(wire ? { ...fact, wire } : fact, atNs);
  };
}

function base64(bytes: Uint8Array, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, length).toString("base64");
}
