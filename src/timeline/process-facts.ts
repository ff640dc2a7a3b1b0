// Facts about processes: which hold a socket, the server's tree, and how a process ends.

import type { Connection } from "../tcp/endpoint.ts";
import type { Role } from "./observation.ts";
import type { ProcessEnd } from "./program-facts.ts";

/** Which processes hold an end of a connection: its inode found in /proc/PID/fd. */
export interface OwnersFact {
  readonly kind: "owners";
  readonly end: Role;
  readonly connection: Connection;
  readonly inode: number;
  readonly owners: readonly ProcessRow[];
  /** Processes of the program that cannot be inspected; each may hold it as well. Left out if there are none. */
  readonly hidden?: readonly number[];
}

/** What the client asked of its socket, and how long its kernel sends again what is not acknowledged (tcp(7), ip-sysctl). */
export interface SocketOptionsFact {
  readonly kind: "socket-options";
  readonly pid: number;
  readonly keepAlive: boolean;
  /** Of keep-alive: seconds of silence before the first probe, seconds between probes, and how many of them. */
  readonly idleS: number;
  readonly intervalS: number;
  readonly probes: number;
  /** Milliseconds; 0: none. */
  readonly userTimeoutMs: number;
  readonly noDelay: boolean;
  /** Seconds that close(2) waits; left out where SO_LINGER is off. */
  readonly lingerS?: number;
  /** tcp_retries2 of its host. */
  readonly retries: number;
  /** tcp_rto_min_us and tcp_rto_max_ms of its host, in milliseconds, or what they are where it has no such settings. */
  readonly leastMs: number;
  readonly mostMs: number;
}

export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  /** The letter of /proc/PID/stat: R running, S asleep, Z zombie, T stopped. */
  readonly state: string;
  readonly name: string;
}

/** The server's process tree; the first row is the server's first process, while it lives. */
export interface ProcessesFact {
  readonly kind: "processes";
  readonly rows: readonly ProcessRow[];
  /** Processes of the tree that hold the listening socket. */
  readonly listeners: readonly number[];
  /** Processes that cannot be inspected; each may hold it as well. Left out if there are none. */
  readonly hidden?: readonly number[];
}

/** A process has ended and its descriptors are closed. It may still be a zombie (pidfd readable). */
export interface ProcessEndedFact extends ProcessEnd {
  readonly kind: "process-ended";
  readonly pid: number;
}

/** A process has been waited for (pidfd hung up): no zombie is left. */
export interface ProcessReapedFact extends ProcessEnd {
  readonly kind: "process-reaped";
  readonly pid: number;
}
