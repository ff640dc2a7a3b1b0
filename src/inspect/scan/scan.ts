// What one look at the machine found, as data: the findings, the lines and the document are functions of it.

import type { SocketDetails } from "../../sys/socket-details.ts";
import type { SocketOptions } from "../../sys/socket.ts";
import type { Retransmission } from "../../sys/tcp-settings.ts";
import type { ThreadCall } from "../../sys/thread-calls.ts";
import type { Waited } from "../../sys/wait-sets.ts";

export interface Scan {
  readonly atMs: number;
  /** What has lasted for less is left alone: it may be work in progress. */
  readonly minAgeMs: number;
  readonly sockets: readonly InspectedSocket[];
  readonly processes: ReadonlyMap<number, ProcessView>;
  /** Addresses on the machine's own links that do not reply. */
  readonly unreachable: ReadonlySet<string>;
  readonly kernel: KernelSettings;
  /** How many times a second an attempt to connect failed, and how many were made; undefined where that was not watched. */
  readonly attempts?: AttemptRate;
  readonly notVisible: NotVisible;
}

export interface InspectedSocket extends SocketDetails {
  readonly holders: readonly Holder[];
  /** What the program has asked of it; left out where that was not read. */
  readonly settings?: SocketOptions;
}

export interface Holder {
  readonly pid: number;
  readonly fd: number;
}

/** A process that holds a socket. */
export interface ProcessView {
  readonly pid: number;
  readonly name: string;
  readonly parent: number;
  readonly startTicks: number;
  readonly isStopped: boolean;
  /** How many descriptors it has open, and how many it may have; left out where that may not be seen. */
  readonly descriptors: number;
  readonly descriptorLimit?: number;
  /** Left out where nothing about its sockets calls for it. */
  readonly waits?: ProcessWaits;
  /** Threads that were never asleep while they were watched. */
  readonly spins?: readonly Spin[];
}

export interface ProcessWaits {
  readonly threads: readonly ThreadSleep[];
  /** The set of each epoll descriptor of the process, whether or not a thread waits on it. */
  readonly sets: ReadonlyMap<number, readonly Waited[]>;
  /** Where its descriptors point to: `socket:[123]`, `/dev/pts/3`. */
  readonly targets: ReadonlyMap<number, string>;
}

export interface ThreadSleep extends ThreadCall {
  /** False where only the place in the kernel could be seen, and so not what it waits for. */
  readonly isWhole: boolean;
}

export interface Spin {
  readonly tid: number;
  readonly name: string;
  /** Of a processor, as a fraction of what it could have had. */
  readonly share: number;
  /** How much of it was spent in the kernel. */
  readonly inKernel: number;
}

export interface KernelSettings extends Retransmission {
  readonly synRetries: number;
}

export interface AttemptRate {
  readonly failed: number;
  readonly made: number;
  readonly overMs: number;
}

export interface NotVisible {
  /** Processes whose descriptors may not be looked at. */
  readonly processes: number;
  /** Connections whose holder was not found among the processes that may be looked at. */
  readonly connections: number;
  /** Of these, in CLOSE_WAIT. */
  readonly closeWait: number;
}
