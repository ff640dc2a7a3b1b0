// Observer of segments: captures on an interface and records each TCP segment with the kernel's time; and of what is
// between other ports that a connection was made.

import { readInterfacePackets } from "../sys/interface.ts";
import { oneConnectionFilter, tcpPortFilter } from "../sys/bpf.ts";
import {
  type CapturedFrame,
  HEADERS_LENGTH,
  type DetachedPacketSocket,
  type PacketSocket,
  RING_PLACES,
} from "../sys/packet-socket.ts";
import { type FrameAt, decodeHeader, isTurningPoint } from "../tcp/segment.ts";
import { type AtNs, type OtherPortFact, PAYLOAD_LIMIT, type SegmentFact } from "../timeline/observation.ts";
import type { FrameMemory } from "./backlog.ts";
import { type FloodGauge, createFloodGauge } from "./flood-gauge.ts";
import { createDeferredSegments } from "./deferred-segments.ts";
import { otherPort } from "./other-port.ts";
import { type SegmentRecorder, createSegmentRecorder } from "./segment-recorder.ts";

export interface SegmentObserver {
  readonly fd: number;
  /**
   * Takes the frames that have arrived, at most as many as the ring holds. Those of a flood are recorded a little later.
   * Returns whether there was one among them that changes a connection's state.
   */
  drain(): boolean;
  /** Records all that was taken. */
  catchUp(): void;
  /** Whether many come: whatever else is observed can wait. */
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

/** Frames of the kernel's queue that are taken at once. */
const BATCH = 1024;

/**
 * Starts to capture TCP from or to `port` on that interface.
 *
 * @param detached a socket for that interface
 */
export function observeSegments(
  detached: DetachedPacketSocket,
  interfaceName: string,
  port: number,
  ofStamp: (seconds: number, nanoseconds: number) => AtNs,
  record: (fact: SegmentFact | OtherPortFact, atNs: AtNs) => void,
  narrowed: () => void,
): SegmentObserver {
  const socket = detached.attach((start) => tcpPortFilter(port, HEADERS_LENGTH + PAYLOAD_LIMIT, start));
  const flood = createFloodGauge(BATCH);
  const filter = createFilter(socket, port, () => {
    flood.narrow(() => readInterfacePackets(interfaceName));
    narrowed();
  });
  let [lost, others] = [0, 0];
  // Once no more payload is kept, the kernel need not copy it either.
  const recorder = createSegmentRecorder(record, () => filter.headersOnly());
  const segment: SegmentRecorder = (memory, header, atNs) => {
    if (header.source.port === port || header.destination.port === port) recorder(memory, header, atNs);
    else {
      others += 1;
      record(otherPort(header), atNs);
    }
  };
  const taker = createTaker({ socket, flood, ofStamp, recorder: segment });

  return {
    fd: socket.fd,
    drain() {
      let turned = false;
      for (let [taken, batch] = [0, BATCH]; batch === BATCH && taken < RING_PLACES; taken += batch) {
        batch = taker.take();
        turned ||= taker.turned();
        flood.count(batch - others); // it is of the server's port alone
        others = 0;
        if (flood.isOn()) filter.floods();
      }
      return turned;
    },
    isBusy: () => flood.isBusy(),
    focus: (clientPort) => filter.focus(clientPort),
    catchUp: () => taker.catchUp(),
    drops() {
      lost += socket.readDrops();
      return lost;
    },
    close() {
      taker.catchUp();
      socket.close();
    },
  };
}

interface FrameTaker {
  /** Takes a batch. Returns how many frames were in it. */
  take(): number;
  /** Whether the last batch had a segment in it that changes a connection's state. */
  turned(): boolean;
  catchUp(): void;
}

interface FrameSource {
  readonly socket: PacketSocket;
  readonly flood: FloodGauge;
  readonly ofStamp: (seconds: number, nanoseconds: number) => AtNs;
  readonly recorder: SegmentRecorder;
}

/** Has segments recorded at once where few come; where many do, only those that change a connection's state. */
function createTaker({ socket, flood, ofStamp, recorder }: FrameSource): FrameTaker {
  const later = createDeferredSegments(flood.isBusy, decode);
  let [isBusy, turned] = [false, false];

  function decode({ memory, view }: FrameMemory, frame: FrameAt, atNs: AtNs): void {
    const segment = decodeHeader(view, frame);
    if (segment) recorder(memory, segment, atNs);
  }

  function visit(frame: CapturedFrame): void {
    const atNs = ofStamp(frame.seconds, frame.nanoseconds);
    const turns = isTurningPoint(socket.view, frame);
    turned ||= turns;
    if (isBusy && !turns) later.add(socket.words, frame, atNs);
    else decode(socket, frame, atNs);
  }

  return {
    take() {
      [isBusy, turned] = [flood.isBusy(), false];
      return socket.takeFrames(BATCH, visit);
    },
    turned: () => turned,
    catchUp: () => later.catchUp(),
  };
}

interface Filter {
  headersOnly(): void;
  focus(clientPort: number): void;
  /** Many frames come: from now on those of one connection will do, once it is known which. */
  floods(): void;
}

function createFilter(socket: PacketSocket, port: number, narrowed: () => void): Filter {
  let [length, clientPort] = [HEADERS_LENGTH + PAYLOAD_LIMIT, 0];
  let [hasFlooded, isNarrow] = [false, false];

  function set(): void {
    const { start } = socket;
    socket.setFilter(
      isNarrow ? oneConnectionFilter(port, clientPort, length, start) : tcpPortFilter(port, length, start),
    );
  }

  function narrow(): void {
    if (!hasFlooded || isNarrow || clientPort === 0) return;
    isNarrow = true;
    set();
    narrowed();
  }

  return {
    headersOnly() {
      length = HEADERS_LENGTH;
      set();
    },
    focus(of) {
      clientPort = of;
      isNarrow &&= of !== 0;
      set();
      narrow();
    },
    floods() {
      hasFlooded = true;
      narrow();
    },
  };
}
