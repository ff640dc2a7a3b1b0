// Segments in the notation of tcpdump and packetdrill: `F. 7:7(0) ack 7`, numbers relative to each side's SYN.

import type { Flags } from "./segment.ts";

/** `S`, `S.`, `P.`, `F.`, `R`, `.`: the letters tcpdump(8) uses, the dot for ACK. */
export function formatFlags(flags: Flags): string {
  const letters =
    (flags.syn ? "S" : "") +
    (flags.fin ? "F" : "") +
    (flags.rst ? "R" : "") +
    (flags.psh ? "P" : "") +
    (flags.urg ? "U" : "") +
    (flags.ack ? "." : "");
  return letters || "-";
}

export interface RelativeNumbers {
  /** As `formatFlags` writes them. */
  readonly flags: string;
  /** Sequence number minus the sender's initial one. */
  readonly seq: number;
  /** Acknowledgment number minus the other side's initial one. */
  readonly ack: number;
  /** Payload length in bytes. */
  readonly length: number;
}

/** `P. 7:20(13) ack 8`: first and next sequence number, payload length, and the acknowledgment if there is one. */
export function formatNumbers({ flags, seq, ack, length }: RelativeNumbers): string {
  const numbers = `${flags} ${seq}:${seq + length}(${length})`;
  return flags.includes(".") ? `${numbers} ack ${ack}` : numbers;
}

/** The difference of two sequence numbers modulo 2^32 (RFC 9293 3.4), as a number from 0 to 2^32-1. */
export function relativeTo(number: number, initial: number): number {
  return (number - initial) >>> 0;
}
