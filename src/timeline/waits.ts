// What a client's main thread waits for, from the samples.

import type { Observed, ThreadWait, WaitedDescriptor } from "./observation.ts";

/** The main thread has the process's id. */
export function mainThread(waiting: Observed<"waiting">): ThreadWait | undefined {
  return waiting.threads.find(({ tid }) => tid === waiting.pid);
}

/** In a system call: of a process that is ending, or may not be looked at, it is not known. */
export function isMainAsleep(waiting: Observed<"waiting">): boolean {
  const call = mainThread(waiting)?.call ?? "unknown";
  return call !== "unknown" && call !== "running";
}

export function waitsOnTerminal(thread: ThreadWait | undefined): boolean {
  return thread?.on.some(({ what }) => what === "terminal") ?? false;
}

/** Its standard input, or its terminal through another descriptor, as in Node. */
export function isInput({ fd, what, reads }: WaitedDescriptor): boolean {
  return reads !== false && (fd === 0 || what === "terminal");
}

/** open(2) sleeps until somebody opens the other end (fifo(7)): what is said to it comes that way. */
export function opensFifo({ call }: ThreadWait): boolean {
  return call === "open" || call === "openat" || call === "openat2";
}

export function waitsOnConnection(thread: ThreadWait | undefined): boolean {
  return thread?.on.some(({ isConnection, reads }) => isConnection && reads !== false) ?? false;
}

/** It sleeps for a time, in nanosleep(2), in poll(2) or select(2) of nothing, or in futex(2) for no longer than that. */
export function passesTime({ call, timed, on, withinMs }: ThreadWait): boolean {
  const waitsForNone = /^p?poll$|^p?select6?$/.test(call) && on.length === 0 && withinMs !== undefined;
  return call === "clock_nanosleep" || call === "nanosleep" || waitsForNone || timed === true;
}

/** A heartbeat is farther off, for the most part, and what is asked is given up within no more. */
const NEAR_MS = 5000;

/** Its poll(2), select(2) or epoll_wait(2) has a time limit that may be that of what was asked. */
export function hasNearLimit({ withinMs }: Pick<ThreadWait, "withinMs">): boolean {
  return withinMs !== undefined && withinMs < NEAR_MS;
}

/** A loop that sleeps for less than this at a time has no limit that could be told from another. */
export const SHORTEST_MS = 50;

/** A loop that sleeps for as long again and again waits for the same timer; a millisecond more or less is the clock's. */
export function isSameLimit(one: Pick<ThreadWait, "withinMs">, other: Pick<ThreadWait, "withinMs">): boolean {
  if (hasNearLimit(one) !== hasNearLimit(other)) return false;
  const [less, more] = [limitMs(one), limitMs(other)].sort((a, b) => a - b) as [number, number];
  return more - less <= SAME_MS + more * SAME_SHARE;
}

const SAME_MS = 3;
const SAME_SHARE = 0.002;

/** Those that are farther off differ in nothing. */
function limitMs({ withinMs = NEAR_MS }: Pick<ThreadWait, "withinMs">): number {
  return Math.min(NEAR_MS, Math.max(SHORTEST_MS, withinMs));
}

/**
 * A thread of it lets time pass, after which it may try again. futex(2) with a time limit counts where that thread had none
 * in the calm look `before`: a Java machine has threads that do nothing else.
 */
export function mayTryAgain(now: Observed<"waiting">, before: Observed<"waiting"> | undefined): boolean {
  const usual = new Set(before?.threads.filter(({ timed }) => timed).map(({ tid }) => tid));
  return now.threads.some(
    (thread) => passesTime(thread) && !(thread.timed === true && usual.has(thread.tid)),
  );
}

/** What its main thread waits for, and, if that is not the connection, which other thread waits for it. */
export function describeWaits(waiting: Observed<"waiting"> | undefined): string {
  const main = waiting && mainThread(waiting);
  const text = describeWait(main);
  if (waiting === undefined || waitsOnConnection(main)) return text;
  const other = waiting.threads.find(waitsOnConnection);
  return other === undefined ? text : `${text}; its thread ${other.name} ${describeWait(other)}`;
}

/** `asleep in read(0) on its terminal`; `asleep in poll on 0 (its terminal) and 17 (the connection)`. */
export function describeWait(thread: ThreadWait | undefined): string {
  if (thread === undefined || thread.call === "unknown") return "unknown";
  if (thread.call === "running") return "running";
  if (thread.on.length === 0) return `asleep in ${thread.call}`;
  const [only, ...others] = thread.on;
  if (only !== undefined && others.length === 0)
    return `asleep in ${thread.call}(${only.fd}) on ${waitsForSeveral.test(thread.call) ? nameOf(only) : whatIs(only)}`;
  return `asleep in ${thread.call} on ${listed(thread.on).join(" and ")}`;
}

/** Of the others the name says whether they read. */
const waitsForSeveral = /poll|select/;

/** What a descriptor is, from what /proc/PID/fd says. */
export function describeTarget(target: string): string {
  if (target.startsWith("socket:")) return "socket";
  if (target.startsWith("pipe:")) return "pipe";
  if (/^\/dev\/(pts\/|tty|console)/.test(target)) return "terminal";
  if (target.startsWith("anon_inode:")) return target.slice("anon_inode:".length).replace(/[[\]]/g, "");
  return target || "unknown";
}

/** Longer lists are shortened to what matters here. */
const LONG = 3;

function listed(all: readonly WaitedDescriptor[]): string[] {
  const show = (each: WaitedDescriptor): string => `${each.fd} (${nameOf(each)})`;
  // poll(2) may be asked about one descriptor twice: for reading, and for writing.
  const inOrder = [...all].sort((one, other) => Number(one.reads === false) - Number(other.reads === false));
  const on = inOrder.filter(({ fd }, i) => inOrder.findIndex((other) => other.fd === fd) === i);
  if (on.length <= LONG) return on.map(show);
  const named = on.filter(({ what, isConnection }) => isConnection || what === "terminal");
  const others = on.length - named.length;
  if (named.length === 0) return [`${others} descriptors`];
  return [...named.map(show), ...(others > 0 ? [`${others} more`] : [])];
}

function nameOf(descriptor: WaitedDescriptor): string {
  return descriptor.reads === false ? `${whatIs(descriptor)}, not to read` : whatIs(descriptor);
}

function whatIs({ what, isConnection }: WaitedDescriptor): string {
  const article = /^[aeiou]/.test(what) ? "an" : "a";
  return isConnection ? "the connection" : what === "terminal" ? "its terminal" : `${article} ${what}`;
}
