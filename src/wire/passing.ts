// What passes frames on from one host to the other: the kernel, while we watch it (watch.ts), or the wire's thread
// itself (switch.ts).

import type { HostName } from "../network/addresses.ts";
import type { WireClock } from "./clock.ts";
import type { Journal } from "./journal.ts";
import type { WireRules } from "./rules.ts";

/** The interfaces at which the two hosts' cables end. */
export type WireEnds = Readonly<Record<HostName, string>>;

export interface WireContext {
  readonly rules: WireRules;
  readonly clock: WireClock;
  readonly journal: Journal;
  readonly report: (delivered: DeliveredReport) => void;
}

/** A frame that was held or delayed has reached its host. */
export interface DeliveredReport {
  readonly type: "delivered";
  readonly frame: number;
  readonly atNs: number;
}

export type PassedBy = "kernel" | "thread";

export interface PassingPhase {
  readonly by: PassedBy;
  /** To be polled for POLLIN. */
  readonly fds: readonly number[];
  /** Moves and logs some of the frames that wait, or logs some that have passed. Returns how many. */
  move(): number;
  /** From now on only the first `bytes` bytes of frames are needed. */
  keep(bytes: number): void;
  /**
   * From now on all of one connection to `port` is logged, and of others at least SYN, FIN and RST; with 0 all of each
   * again.
   */
  narrow(port: number, clientPort: number): void;
  /** Sends the delayed frames whose time has come. Returns how long there is until the next, in milliseconds. */
  sendDue(): number;
  /** Sends what the rule has held. */
  release(rule: number, order?: readonly number[]): void;
  /** Sends the one at that place, from 0; the others are kept. */
  releaseOne(rule: number, place: number): void;
  /** Nothing is passed on any more, and all that passed is logged. Returns the frames that were lost, or not seen. */
  close(): number;
}
