// Frames that the wire has taken and not sent on yet: held by a rule, or delayed.

import type { FrameSocket } from "../sys/frame-socket.ts";
import type { Direction } from "../tcp/endpoint.ts";
import type { Fate } from "./rules.ts";

export interface Lane {
  readonly direction: Direction;
  readonly from: FrameSocket;
  readonly to: FrameSocket;
}

/** A frame that has not been sent on yet. */
export interface Waiting {
  readonly frame: number;
  readonly lane: Lane;
  /** A virtio_net_hdr and a frame, in memory that stays where it is. */
  readonly bytes: Uint8Array;
}

/** The frames that have not been sent on yet. */
export interface Store {
  keepBack(waiting: Waiting, fate: Fate): void;
  /** Lets go the delayed frames whose time has come; answers how long there is until the next, in milliseconds. */
  sendDue(): number;
  release(rule: number, order?: readonly number[]): void;
}

export function createStore(deliver: (waiting: Waiting) => void): Store {
  const held = new Map<number, Waiting[]>();
  let delayed: (Waiting & { readonly dueNs: bigint })[] = [];
  return {
    keepBack(waiting, fate) {
      if (fate.is === "held") held.set(fate.rule, [...(held.get(fate.rule) ?? []), waiting]);
      if (fate.is === "delayed") {
        delayed.push({ ...waiting, dueNs: process.hrtime.bigint() + BigInt(Math.round(fate.ms * 1e6)) });
      }
    },
    sendDue() {
      if (delayed.length === 0) return LONGEST_MS;
      const now = process.hrtime.bigint();
      const due = delayed.filter(({ dueNs }) => dueNs <= now);
      if (due.length > 0) delayed = delayed.filter(({ dueNs }) => dueNs > now);
      due.forEach(deliver);
      return sleepUntilDue(delayed, now);
    },
    release(rule, order) {
      const frames = held.get(rule) ?? [];
      held.delete(rule);
      const chosen = order?.flatMap((place) => frames[place] ?? []) ?? frames;
      for (const each of [...chosen, ...frames.filter((other) => !chosen.includes(other))]) deliver(each);
    },
  };
}

/** It looks up this often in any case, so that a thread that is to end does. */
export const LONGEST_MS = 200;

/** Milliseconds until the first delayed frame is due, rounded up, and at most 200. */
export function sleepUntilDue(delayed: readonly { readonly dueNs: bigint }[], nowNs: bigint): number {
  const first = delayed.reduce<bigint | undefined>(
    (least, { dueNs }) => (least === undefined || dueNs < least ? dueNs : least),
    undefined,
  );
  if (first === undefined) return LONGEST_MS;
  return Math.min(LONGEST_MS, Math.max(0, Math.ceil(Number(first - nowNs) / 1e6)));
}
