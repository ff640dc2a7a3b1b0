// Facts of the wire between two hosts: what it did with a frame, and what was done to it. And of connections that are not
// recorded: those between other ports than the server's.

import type { Connection } from "../tcp/endpoint.ts";
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

/**
 * Connections to another port than the server's were answered (SYN-ACK). That they were made is all that is seen of them;
 * `client` and `server` are the ends of the last one.
 */
export interface OtherPortFact extends Connection {
  readonly kind: "other-port";
  /** So many since the last fact of the same port and the same holder. */
  readonly count: number;
  /** Who holds the end that connected, by the socket table; left out where that did not show it. */
  readonly by?: Holder;
  /** A process of the server's listens there: what it prints is seen. */
  readonly isServers?: true;
  /** The client held it still at the fault. */
  readonly isKept?: true;
}

/**
 * Who holds the end that has connected to the server's port, by the socket table just then. A program of `--server` may
 * connect to its own server.
 */
export interface ConnectsFact extends Connection {
  readonly kind: "connects";
  readonly by: Role;
}

/** How often a client has connected to another port, and whether it did once the time of the fault had come. */
export interface OtherPort {
  readonly port: number;
  readonly times: number;
  readonly isSince?: true;
}

/** `own`: a command of deadpeer's own, that counts or does something to the server. */
export type Holder = Role | "proxy" | "own";
