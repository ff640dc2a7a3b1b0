// Observer of segments: captures on the loopback and records each TCP segment with the kernel's time.

import { readInterfacePackets } from "../sys/interface.ts";
import { oneConnectionFilter, tcpPortFilter } from "../sys/bpf.ts";
import {
  type CapturedFrame,
  HEADERS_LENGTH,
  type PacketSocket,
  RING_PLACES,
  openPacketSocket,
} from "../sys/packet-socket.ts";
import { formatFlags } from "../tcp/notation.ts";
import { type FrameAt, type SegmentHeader, decodeHeader, isTurningPoint } from "../tcp/segment.ts";
import {
  type AtNs,
  type OnWire,
  PAYLOAD_BUDGET,
  PAYLOAD_LIMIT,
  type SegmentFact,
  type Unnumbered,
} from "../timeline/observation.ts";
import type { Part } from "./backlog.ts";
import { type FloodGauge, createFloodGauge } from "./flood-gauge.ts";
import { createLatecomers } from "./latecomers.ts";

export interface SegmentObserver {
  readonly fd: number;
  /**
   * Takes the frames that have arrived, at most as many as the ring holds. Those of a flood are recorded a little later.
   * Returns whether there was one among them that changes a connection's state.
   */
  drain(): boolean;
  /** Records all that was taken. */
  catchUp(): void;
  /** Whether many come: what is looked at besides can wait. */
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

/** The kernel's queue is taken in parts of so many. */
const BATCH = 1024;

/** Starts to capture TCP from or to `port` on that interface. Throws the system's error when that is not allowed. */
export function observeSegments(
  interfaceName: string,
  port: number,
  ofStamp: (seconds: number, nanoseconds: number) => AtNs,
  record: (fact: SegmentFact, atNs: AtNs) => void,
  narrowed: () => void,
): SegmentObserver {
  const socket = openPacketSocket(interfaceName, tcpPortFilter(port, HEADERS_LENGTH + PAYLOAD_LIMIT));
  const flood = createFloodGauge(BATCH);
  const filter = createFilter(socket, port, () => {
    flood.narrow(() => readInterfacePackets(interfaceName));
    narrowed();
  });
  let lost = 0;
  // Once there is no more to be kept, the kernel need not copy payload either.
  const recorder = createSegmentRecorder(record, () => filter.headersOnly());
  const taker = createTaker({ socket, flood, ofStamp, recorder });

  return {
    fd: socket.fd,
    drain() {
      let turned = false;
      for (let [taken, batch] = [0, BATCH]; batch === BATCH && taken < RING_PLACES; taken += batch) {
        batch = taker.take();
        turned ||= taker.turned();
        flood.count(batch);
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

interface Taker {
  /** Takes a batch. Returns how many frames there were. */
  take(): number;
  /** Whether the last batch had a segment in it that changes a connection's state. */
  turned(): boolean;
  catchUp(): void;
}

interface Taking {
  readonly socket: PacketSocket;
  readonly flood: FloodGauge;
  readonly ofStamp: (seconds: number, nanoseconds: number) => AtNs;
  readonly recorder: SegmentRecorder;
}

/** Has segments recorded at once where few come; where many do, only those that change a connection's state. */
function createTaker({ socket, flood, ofStamp, recorder }: Taking): Taker {
  const later = createLatecomers(flood.isBusy, decode);
  let [isBusy, turned] = [false, false];

  function decode({ memory, view }: Part, frame: FrameAt, atNs: AtNs): void {
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
    socket.setFilter(isNarrow ? oneConnectionFilter(port, clientPort, length) : tcpPortFilter(port, length));
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
      if (isNarrow) set();
      narrow();
    },
    floods() {
      hasFlooded = true;
      narrow();
    },
  };
}

/** Records segments that lie in `memory`, with payload up to a budget. */
export type SegmentRecorder = (memory: Buffer, segment: SegmentHeader, atNs: AtNs, wire?: OnWire) => void;

/** @param spent is called once when there is no more of the budget */
export function createSegmentRecorder(
  record: (fact: SegmentFact, atNs: AtNs) => void,
  spent: () => void,
): SegmentRecorder {
  let payloadLeft = PAYLOAD_BUDGET;
  const optionsIn = createOptionsReader();
  return (memory, segment, atNs, wire) => {
    const { source, destination, seq, ack, flags, window, length, optionsAt, payloadAt, keptTo } = segment;
    const kept = Math.min(keptTo - payloadAt, PAYLOAD_LIMIT, payloadLeft);
    payloadLeft -= kept;
    if (kept > 0 && payloadLeft === 0) spent();
    const fact: SegmentFact & Unnumbered = {
      id: 0,
      atNs,
      kind: "segment",
      from: source,
      to: destination,
      seq,
      ack,
      flags: formatFlags(flags),
      window,
      ...(payloadAt > optionsAt && { options: optionsIn(memory, optionsAt, payloadAt) }),
      length,
      payload: kept > 0 ? memory.toString("base64", payloadAt, payloadAt + kept) : "",
    };
    record(wire ? { ...fact, wire } : fact, atNs);
  };
}

/**
 * Options in base64. The time-stamps among them (RFC 7323) count milliseconds: in a flood one segment after another has the
 * same, and then the same string.
 */
function createOptionsReader(): (memory: Buffer, at: number, end: number) => string {
  let [bytes, text] = [new Uint8Array(0), ""];
  return (memory, at, end) => {
    if (end - at !== bytes.length || !isAt(memory, at, bytes)) {
      bytes = Uint8Array.prototype.slice.call(memory, at, end);
      text = memory.toString("base64", at, end);
    }
    return text;
  };
}

/** A loop: for a dozen bytes a call to compare them costs more. */
function isAt(memory: Uint8Array, at: number, bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i += 1) if (memory[at + i] !== bytes[i]) return false;
  return true;
}
