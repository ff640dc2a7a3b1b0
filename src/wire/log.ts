// What the wire's thread reports of each frame, packed into one buffer for many: a message for each would cost more than
// the frame itself.

import type { Direction } from "../tcp/endpoint.ts";

/** `made`: no host has sent it. */
export type LoggedFate = "passed" | "delayed" | "dropped" | "held" | "made";

/** A frame came to the wire. */
export interface LoggedFrame {
  /** Frames are numbered from 1 in the order in which the wire took them. */
  readonly frame: number;
  readonly direction: Direction;
  readonly fate: LoggedFate;
  /** The rule that held or dropped it; 0 is the cut. */
  readonly rule: number;
  /** When the sending host put it on the wire, in nanoseconds since the wire's zero. */
  readonly atNs: number;
  /** When it was passed on to the receiving host; 0 when it was not. */
  readonly deliveredNs: number;
  readonly wireLength: number;
  /** The frame's first bytes. */
  readonly bytes: Uint8Array;
}

const HEADER = 40;
/** In place of a frame's number: the end of the log. */
const END = 0;
const DIRECTIONS: readonly Direction[] = ["client->server", "server->client"];
const FATES: readonly LoggedFate[] = ["passed", "delayed", "dropped", "held", "made"];

export interface WireLog {
  /** Adds a frame. Returns false, and adds nothing, when there is no more room. */
  add(frame: LoggedFrame): boolean;
  isEmpty(): boolean;
  /** What was added since the last call, to be read by `readWireLog`; undefined when that is nothing. */
  take(): ArrayBuffer | undefined;
}

/** @param capacity bytes, a multiple of 8; an entry takes 40 and the frame's bytes, rounded up to 8 */
export function createWireLog(capacity: number): WireLog {
  let buffer = new ArrayBuffer(capacity);
  let view = new DataView(buffer);
  let all = new Uint8Array(buffer);
  let end = 0;
  return {
    add({ frame, direction, fate, rule, atNs, deliveredNs, wireLength, bytes }) {
      const size = HEADER + roundUp(bytes.length);
      if (end + size > capacity) return false;
      view.setUint32(end, frame);
      view.setUint8(end + 4, DIRECTIONS.indexOf(direction));
      view.setUint8(end + 5, FATES.indexOf(fate));
      view.setUint32(end + 8, rule);
      view.setUint32(end + 12, wireLength);
      view.setFloat64(end + 16, atNs);
      view.setFloat64(end + 24, deliveredNs);
      view.setUint32(end + 32, bytes.length);
      all.set(bytes, end + HEADER);
      end += size;
      return true;
    },
    isEmpty: () => end === 0,
    take() {
      if (end === 0) return undefined;
      const isMuch = end >= capacity / 2;
      const taken = isMuch ? buffer : buffer.slice(0, end);
      if (isMuch) {
        if (end < capacity) view.setUint32(end, END);
        buffer = new ArrayBuffer(capacity);
        view = new DataView(buffer);
        all = new Uint8Array(buffer);
      }
      end = 0;
      return taken;
    },
  };
}

export function* readWireLog(buffer: ArrayBuffer): Generator<LoggedFrame> {
  const view = new DataView(buffer);
  for (let at = 0; at < buffer.byteLength;) {
    const frame = view.getUint32(at);
    if (frame === END) return;
    const length = view.getUint32(at + 32);
    yield {
      frame,
      direction: DIRECTIONS[view.getUint8(at + 4)] ?? "client->server",
      fate: FATES[view.getUint8(at + 5)] ?? "passed",
      rule: view.getUint32(at + 8),
      wireLength: view.getUint32(at + 12),
      atNs: view.getFloat64(at + 16),
      deliveredNs: view.getFloat64(at + 24),
      bytes: new Uint8Array(buffer, at + HEADER, length),
    };
    at += HEADER + roundUp(length);
  }
}

function roundUp(length: number): number {
  return (length + 7) & ~7;
}
