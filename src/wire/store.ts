// Frames that the wire has taken and not sent on yet: held by a rule, delayed, or behind one that is delayed.

import type { FrameSocket } from "../sys/frame-socket.ts";
import type { Direction } from "../tcp/endpoint.ts";
import type { UndividedFate } from "./rules.ts";

/** One direction of the wire: the end that its frames come from, and the one that they go to. */
export interface Channel {
  readonly direction: Direction;
  readonly from: FrameSocket;
  readonly to: FrameSocket;
}

/** A frame that has not been sent on yet. */
export interface StoredFrame {
  readonly frame: number;
  readonly channel: Channel;
  /** A virtio_net_hdr and a frame, in memory that stays where it is. */
  readonly bytes: Uint8Array;
}

export interface FrameStore {
  /** Keeps it until its rule is released. */
  hold(frame: StoredFrame, rule: number): void;
  /** Keeps it for `ms`, but at least until the last one that was delayed in its direction: frames stay in order. */
  delay(frame: StoredFrame, ms: number): void;
  /** The fate, or a delay of nothing for a frame that would pass: it must not overtake those that are delayed. */
  inTurn(direction: Direction, fate: UndividedFate): UndividedFate;
  /** Sends the delayed frames whose time has come. Returns how long there is until the next, in milliseconds. */
  sendDue(): number;
  /** Sends what the rule has held, in the order held, or first those of `order` (places from 0). */
  release(rule: number, order?: readonly number[]): void;
  /** Sends the one at that place, from 0; the others are kept. */
  releaseOne(rule: number, place: number): void;
}

/** @param nowMs milliseconds that only ever grow */
export function createFrameStore(
  deliver: (frame: StoredFrame) => void,
  nowMs: () => number = () => performance.now(),
): FrameStore {
  const held = new Map<number, StoredFrame[]>();
  const delayed = { "client->server": createQueue(), "server->client": createQueue() };
  const queues = Object.values(delayed);
  return {
    hold(frame, rule) {
      const frames = held.get(rule);
      if (frames === undefined) held.set(rule, [frame]);
      else frames.push(frame);
    },
    delay: (frame, ms) => delayed[frame.channel.direction].add(frame, nowMs() + ms),
    inTurn: (direction, fate) =>
      fate.is === "passed" && !delayed[direction].isEmpty() ? LAST_IN_LINE : fate,
    sendDue() {
      if (queues.every((queue) => queue.isEmpty())) return LONGEST_MS;
      const now = nowMs();
      for (const queue of queues) queue.takeDue(now, deliver);
      return sleepUntil(Math.min(...queues.map((queue) => queue.firstDueMs())), now);
    },
    releaseOne(rule, place) {
      const [frame] = held.get(rule)?.splice(place, 1) ?? [];
      if (frame) deliver(frame);
    },
    release(rule, order = []) {
      const frames = held.get(rule) ?? [];
      held.delete(rule);
      const chosen = new Set(order.flatMap((place) => frames[place] ?? []));
      for (const frame of chosen) deliver(frame);
      for (const frame of frames) if (!chosen.has(frame)) deliver(frame);
    },
  };
}

const LAST_IN_LINE: UndividedFate = { is: "delayed", ms: 0 };

/** The thread wakes up this often in any case, so that it ends when it should. */
export const LONGEST_MS = 200;

/** Milliseconds until then, rounded up, and at most 200. */
export function sleepUntil(dueMs: number, nowMs: number): number {
  return Math.min(LONGEST_MS, Math.max(0, Math.ceil(dueMs - nowMs)));
}

interface DelayQueue {
  isEmpty(): boolean;
  add(frame: StoredFrame, dueMs: number): void;
  /** Infinity when there is none. */
  firstDueMs(): number;
  takeDue(nowMs: number, visit: (frame: StoredFrame) => void): void;
}

/** First in, first out. */
function createQueue(): DelayQueue {
  let entries: { readonly frame: StoredFrame; readonly dueMs: number }[] = [];
  let first = 0;
  const firstDueMs = (): number => entries[first]?.dueMs ?? Number.POSITIVE_INFINITY;
  return {
    isEmpty: () => first === entries.length,
    firstDueMs,
    add(frame, dueMs) {
      const lastMs = entries.at(-1)?.dueMs ?? 0;
      entries.push({ frame, dueMs: Math.max(dueMs, lastMs) });
    },
    takeDue(nowMs, visit) {
      for (; firstDueMs() <= nowMs; first += 1) {
        const entry = entries[first];
        if (entry !== undefined) visit(entry.frame);
      }
      // What has been taken is dropped once it is most of it: so each frame is moved at most once.
      if (first * 2 < entries.length) return;
      entries = entries.slice(first);
      first = 0;
    },
  };
}
