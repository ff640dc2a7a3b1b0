// What the options of a client's socket mean: how they are written, and how long its kernel waits with them before it gives
// up.

import type { SocketOptionsFact } from "./process-facts.ts";

/** `keep-alive after 7 200 s, then 9 probes every 75 s; no user time-out; no delay` */
export function describeOptions(options: Omit<SocketOptionsFact, "kind">): string {
  const { keepAlive, idleS, intervalS, probes, userTimeoutMs, noDelay, lingerS } = options;
  return [
    keepAlive
      ? `keep-alive after ${formatNumber(idleS)} s, then ${probes} probe${probes === 1 ? "" : "s"} every ${formatNumber(intervalS)} s`
      : "no keep-alive",
    userTimeoutMs > 0 ? `a user time-out of ${formatNumber(userTimeoutMs)} ms` : "no user time-out",
    ...(noDelay ? ["no delay"] : []),
    ...(lingerS === undefined ? [] : [lingerS === 0 ? "close aborts" : `close lingers ${lingerS} s`]),
  ].join("; ");
}

/** When the kernel gives up a connection whose other end says nothing more, in milliseconds; a time left out: never. */
export interface KernelPatience {
  /** With nothing sent: from the last segment that came. */
  readonly idleMs?: number;
  /** With something sent that nobody acknowledges: from when it was sent. The least that it takes. */
  readonly unacknowledgedMs: number;
}

export function patienceOf(options: Omit<SocketOptionsFact, "kind">): KernelPatience {
  const { keepAlive, userTimeoutMs } = options;
  return {
    ...(keepAlive && { idleMs: whenProbed(options) }),
    unacknowledgedMs: userTimeoutMs > 0 ? userTimeoutMs : whenSentAgain(options),
  };
}

/**
 * RFC 1122 4.2.3.6, and tcp_keepalive_timer in net/ipv4/tcp_timer.c: given up when so many probes were not answered; with a
 * user time-out at the first timer after it, once a probe has been sent.
 */
function whenProbed({ idleS, intervalS, probes, userTimeoutMs }: Omit<SocketOptionsFact, "kind">): number {
  const [idleMs, intervalMs] = [idleS * 1000, intervalS * 1000];
  if (userTimeoutMs === 0) return idleMs + probes * intervalMs;
  const more = Math.max(1, Math.ceil((userTimeoutMs - idleMs) / Math.max(1, intervalMs)));
  return idleMs + more * intervalMs;
}

/** tcp_model_timeout in net/ipv4/tcp_timer.c: each time-out is twice as long as the one before, up to the most. */
function whenSentAgain({ retries, leastMs, mostMs }: Omit<SocketOptionsFact, "kind">): number {
  let [sum, rto] = [0, leastMs];
  for (let i = 0; i <= retries; i += 1) {
    sum += Math.min(rto, mostMs);
    rto = Math.min(rto * 2, mostMs);
  }
  return sum;
}

/** `2 h 11 min`, `15 min 25 s`, `3.5 s` */
export function formatLong(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`;
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours > 0) return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

function formatNumber(number: number): string {
  return String(number).replaceAll(/\B(?=(\d{3})+$)/g, " ");
}
