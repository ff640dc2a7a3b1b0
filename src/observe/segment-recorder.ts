// Writes down a segment: from the frame in memory to the fact, with payload and options as text.

import { formatFlags } from "../tcp/notation.ts";
import type { SegmentHeader } from "../tcp/segment.ts";
import {
  type AtNs,
  type OnWire,
  PAYLOAD_BUDGET,
  PAYLOAD_LIMIT,
  type SegmentFact,
  type Unnumbered,
} from "../timeline/observation.ts";

/** Records segments that lie in `memory`, with payload up to a budget. */
export type SegmentRecorder = (memory: Buffer, segment: SegmentHeader, atNs: AtNs, wire?: OnWire) => void;

/** @param spent is called once, when the budget is used up */
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
