// What an experiment consists of: observations, each with its time. Everything that is shown is derived from these.

import type { Connection, Endpoint } from "../tcp/endpoint.ts";
import type { TcpState } from "../tcp/states.ts";
import type {
  AttemptsFact,
  BarredFact,
  TookOverFact,
  OutputCutFact,
  PrintedFact,
  ProgramExitedFact,
  ProgramStartedFact,
  RecoveredFact,
  SpentFact,
  WentToBackgroundFact,
} from "./program-facts.ts";
import type {
  OwnersFact,
  ProcessEndedFact,
  ProcessReapedFact,
  ProcessesFact,
  SocketOptionsFact,
} from "./process-facts.ts";
import type {
  AlsoDoneFact,
  AlsoFact,
  CountedFact,
  MissingFact,
  EndOfInputFact,
  ExpectedFact,
  NotSaidFact,
  PressedFact,
  TypedFact,
} from "./talk-facts.ts";
import type {
  BeyondFact,
  GoesOnFact,
  HalfClosedFact,
  ProxyExitedFact,
  ProxyPrintedFact,
  ProxyStartedFact,
  UpstreamFact,
} from "./proxy-facts.ts";
import type { WaitingFact } from "./waiting-facts.ts";
import type {
  ConnectsFact,
  DeliveredFact,
  NeighbourFact,
  OnWire,
  OtherPortFact,
  WireFact,
} from "./wire-facts.ts";

export type {
  OwnersFact,
  ProcessEndedFact,
  ProcessReapedFact,
  ProcessRow,
  ProcessesFact,
  SocketOptionsFact,
} from "./process-facts.ts";
export type { Phase } from "./talk-facts.ts";
export type { ThreadWait, WaitedDescriptor, WaitingFact } from "./waiting-facts.ts";
export type {
  ConnectsFact,
  DeliveredFact,
  Holder,
  NeighbourFact,
  OnWire,
  OtherPortFact,
  WireFact,
} from "./wire-facts.ts";

/** Program under test: the server's first process, or the client's. */
export type Role = "server" | "client";

/** Nanoseconds since the run began, on CLOCK_MONOTONIC. */
export type AtNs = number;

/** A fact with its place in the run; ids count from 1 in the order of time once the run is complete. */
export type Observation = { readonly id: number; readonly atNs: AtNs } & Fact;

/** A fact that already has its time and room for its number: it becomes the observation without being copied. */
export interface Unnumbered {
  id: number;
  readonly atNs: AtNs;
}

export type Fact =
  | StepFact
  | SegmentFact
  | DeliveredFact
  | NeighbourFact
  | WireFact
  | OtherPortFact
  | ConnectsFact
  | NarrowedFact
  | SocketsFact
  | ProgramStartedFact
  | ProgramExitedFact
  | WentToBackgroundFact
  | OutputCutFact
  | ConnectionFact
  | OwnersFact
  | SocketOptionsFact
  | ProcessesFact
  | FaultFact
  | RecoveredFact
  | BarredFact
  | TookOverFact
  | ProcessEndedFact
  | ProcessReapedFact
  | WaitingFact
  | TypedFact
  | NotSaidFact
  | EndOfInputFact
  | PrintedFact
  | ExpectedFact
  | PressedFact
  | AlsoFact
  | AlsoDoneFact
  | CountedFact
  | MissingFact
  | ProbeFact
  | AttemptsFact
  | SpentFact
  | GaveUpFact
  | ProxyStartedFact
  | ProxyPrintedFact
  | ProxyExitedFact
  | UpstreamFact
  | BeyondFact
  | HalfClosedFact
  | GoesOnFact;

/** An observation of one kind. */
export type Observed<K extends Fact["kind"]> = Extract<Observation, { kind: K }>;

/** A step of the scenario begins. */
export interface StepFact {
  readonly kind: "step";
  readonly step: string;
  readonly text: string;
  /** In a story of several faults: here the one with this number begins, counted from 1. */
  readonly death?: number;
}

/**
 * A segment (AF_PACKET; the time is the kernel's). On a loopback that is when it reached its host; between two hosts it
 * is when the sending host put it on the wire, and `wire` says what happened to it there.
 */
export interface SegmentFact {
  readonly kind: "segment";
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly seq: number;
  readonly ack: number;
  /** tcpdump's letters: `S`, `S.`, `P.`, `F.`, `R`, `.` */
  readonly flags: string;
  readonly window: number;
  /** The header's options as they were sent, base64; left out where there are none. */
  readonly options?: string;
  /** Payload bytes on the wire. */
  readonly length: number;
  /** The payload's first bytes (at most PAYLOAD_LIMIT; none once a run has kept PAYLOAD_BUDGET), base64. */
  readonly payload: string;
  readonly wire?: OnWire;
}

/** Payload bytes of a segment that are kept. */
export const PAYLOAD_LIMIT = 512;
/** Bytes of payload a run keeps in all: a bulk transfer is not for reading. */
export const PAYLOAD_BUDGET: number = 1024 * 1024;

/** Too many segments: from here on only SYN, FIN and RST of other connections are recorded. */
export type NarrowedFact = { readonly kind: "narrowed" };

/** The socket table changed (sock_diag). States shorter than the time between two samples are missing. */
export interface SocketsFact {
  readonly kind: "sockets";
  readonly rows: readonly SocketSample[];
  /** The scenario requested it, whether it had changed or not. */
  readonly asked?: true;
}

export interface SocketSample {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly state: TcpState;
  readonly recvQ: number;
  readonly sendQ: number;
  /** 0: no process holds it. */
  readonly inode: number;
  /** Bytes that have come from the other end (tcp_info): asked for where segments are not observed. */
  readonly received?: number;
  /**
   * Its process has sent its FIN and takes nothing more either (shutdown(2), SHUT_RDWR): told of FIN_WAIT1 and FIN_WAIT2.
   */
  readonly shutdown?: "both";
  /** The host whose table it is in, where there are two. */
  readonly host?: Role;
}

/** The connection of the client under test. */
export interface ConnectionFact extends Connection {
  readonly kind: "connection";
}

/** What deadpeer did to the server. `pid` is 0 when it did nothing. */
export interface FaultFact {
  readonly kind: "fault";
  readonly fault: string;
  /** The number behind its name: for how many milliseconds it was to last, or how many bytes a second come. */
  readonly amount?: number;
  readonly pid: number;
  /** Other processes that the fault was meant to end. */
  readonly others?: readonly number[];
  readonly text: string;
}

/** deadpeer made another connection to the server, to find out whether it still serves, or to count. */
export interface ProbeFact {
  readonly kind: "probe";
  readonly connection?: Connection;
  /** Whether the line that was sent came back; left out if none was sent. */
  readonly echoed?: boolean;
  readonly text: string;
}

/** A wait ended at its limit. */
export interface GaveUpFact {
  readonly kind: "gave-up";
  readonly what: string;
  readonly waitedMs: number;
  /** A story could not go on: the rest of it was not done. `what` is then why. */
  readonly ends?: true;
}
