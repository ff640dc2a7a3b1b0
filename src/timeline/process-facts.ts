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
