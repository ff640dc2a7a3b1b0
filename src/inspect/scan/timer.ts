// The kernel's timer of a connection, and when the kernel gives the connection up.

import type { SocketOptions } from "../../sys/socket.ts";
import type { Retransmission } from "../../sys/tcp-settings.ts";
import type { InspectedSocket, KernelSettings } from "./scan.ts";
import { formatLong, patienceOf } from "../../timeline/socket-options.ts";

export type GivesUp =
  | { readonly kind: "in"; readonly ms: number; readonly atMost: boolean }
  | { readonly kind: "never"; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string };

type Timed = Pick<InspectedSocket, "state" | "timer" | "retries" | "expiresMs" | "info" | "settings">;

/** How often it is sent before it is given up; undefined where the socket decides, and was not asked. */
export function allowedRetries(
  { state, timer, settings }: Timed,
  kernel: KernelSettings,
): number | undefined {
  if (timer === "keep-alive") return settings?.probes;
  if (timer !== "retransmission" && timer !== "zero-window probe") return undefined;
  return state === "SYN_SENT" ? kernel.synRetries : kernel.retries;
}

/** `retransmission 3 of 15, again in 4 s` */
export function describeTimer(socket: Timed, kernel: KernelSettings): string {
  const { timer, retries, expiresMs } = socket;
  const again = formatLong(expiresMs);
  const of = allowedRetries(socket, kernel);
  const count = `${retries}${of === undefined ? "" : ` of ${of}`}`;
  if (timer === "none") return "no timer";
  if (timer === "time-wait") return `${again} left`;
  if (timer === "retransmission")
    return retries === 0 ? "sent just now" : `retransmission ${count}, again in ${again}`;
  if (timer === "keep-alive")
    return retries === 0
      ? `keep-alive in ${again}`
      : `keep-alive probe ${count} without a reply, again in ${again}`;
  return retries === 0
    ? `zero-window probe in ${again}`
    : `zero-window probe ${count} without a reply, again in ${again}`;
}

export function whenGivenUp(socket: Timed, kernel: KernelSettings): GivesUp {
  const { timer, retries, expiresMs, settings } = socket;
  if (timer === "time-wait") return { kind: "in", ms: expiresMs, atMost: false };
  if (timer === "none") return { kind: "never", why: "no timer runs" };
  if (timer === "keep-alive") return givenUpByProbes(socket);
  if (timer === "zero-window probe" && retries === 0)
    return { kind: "never", why: "while the peer acknowledges the probes" };
  const limitMs = patienceOf({ ...(settings ?? UNASKED), ...limitsOf(socket, kernel) }).unacknowledgedMs;
  const ms = Math.max(expiresMs, limitMs - spentRetransmitting(socket, kernel));
  return { kind: "in", ms, atMost: settings === undefined };
}

/** Without its settings a user time-out may end it earlier. */
const UNASKED: SocketOptions = {
  keepAlive: false,
  idleS: 0,
  intervalS: 0,
  probes: 0,
  userTimeoutMs: 0,
  noDelay: false,
};

function limitsOf({ state }: Timed, kernel: KernelSettings): Retransmission & { readonly pid: number } {
  const isConnecting = state === "SYN_SENT";
  // The first SYN's time-out is 1 s (RFC 6298 2.1).
  return { pid: 0, ...kernel, ...(isConnecting && { retries: kernel.synRetries, leastMs: 1000 }) };
}

/** tcp_keepalive_timer in net/ipv4/tcp_timer.c. */
function givenUpByProbes({ retries, expiresMs, settings, info }: Timed): GivesUp {
  if (settings === undefined) return { kind: "unknown", why: "the settings of the socket were not read" };
  const { probes, intervalS, userTimeoutMs } = settings;
  const left = Math.max(0, probes - retries);
  if (userTimeoutMs === 0) return { kind: "in", ms: expiresMs + left * intervalS * 1000, atMost: false };
  return { kind: "in", ms: Math.max(expiresMs, userTimeoutMs - (info?.lastAckRecvMs ?? 0)), atMost: false };
}

/**
 * Since what is not acknowledged was first sent, from how often the time-out has been doubled and what is left of it. The
 * least it can be: a time-out that has reached its limit may have been there for long.
 */
export function spentRetransmitting(
  { retries, expiresMs, info, state }: Timed,
  kernel: KernelSettings,
): number {
  const rtoMs = info?.rtoMs ?? 0;
  const least = state === "SYN_SENT" ? 1000 : kernel.leastMs;
  const first = Math.max(least, rtoMs / 2 ** retries);
  let [sum, rto] = [0, first];
  for (let i = 0; i < retries; i += 1) {
    sum += Math.min(rto, kernel.mostMs);
    rto *= 2;
  }
  return Math.round(sum + Math.max(0, rtoMs - expiresMs));
}

/** `the kernel gives up in about 12 min` */
export function describeGivesUp(givesUp: GivesUp): string {
  if (givesUp.kind === "in")
    return `the kernel gives up ${givesUp.atMost ? "at the latest " : ""}in about ${formatLong(givesUp.ms)}`;
  const { kind, why } = givesUp;
  return kind === "never"
    ? `the kernel never gives up (${why})`
    : `when the kernel gives up is unknown: ${why}`;
}
