// Facts of the wire between two hosts: what it did with a frame, and what was done to it.

import type { AtNs, Role } from "./observation.ts";

/** What the wire between two hosts did with a frame; `made`: no host has sent it, the wire answered in a host's place. */
export interface OnWire {
  /** Frames are numbered from 1 in the order in which the wire received them. */
  readonly frame: number;
  readonly fate: "passed" | "delayed" | "dropped" | "held" | "made";
  /** The rule that held or dropped it (see `wire`); 0 is the cut. */
  readonly rule?: number;
  /** When it was passed on to the receiving host. */
  readonly deliveredNs?: AtNs;
}

/** A frame that had been held or delayed has reached its host. */
export interface DeliveredFact {
  readonly kind: "delivered";
  readonly frame: number;
}

/** A host resolves the other's link address, or replies (ARP, RFC 826; Neighbor Discovery, RFC 4861). */
export interface NeighbourFact {
  readonly kind: "neighbour";
  readonly from: Role;
  readonly asks: boolean;
  /** The address in the request or reply. */
  readonly address: string;
  readonly wire: OnWire;
}

/** What deadpeer did to the wire. */
export interface WireFact {
  readonly kind: "wire";
  /** `found`: the pattern that a hold waits for has come. */
  readonly operation:
    | "cut"
    | "restore"
    | "hold"
    | "found"
    | "release"
    | "drop"
    | "lose"
    | "reject"
    | "forget"
    | "delay";
  readonly rule?: number;
  readonly text: string;
  /** Of `found`: on which connection, and the sequence number, as sent, behind the last byte of the match. */
  readonly found?: { readonly clientPort: number; readonly seq: number };
}
