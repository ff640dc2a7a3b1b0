// Segments as tcpdump(8) would print them.

import { type Endpoint, formatEndpoint } from "../tcp/endpoint.ts";
import { relativeTo } from "../tcp/notation.ts";
import type { Observed } from "../timeline/observation.ts";

/** Returns the line of each segment, given in the order in which they were sent. */
export type Tcpdump = (segment: Observed<"segment">) => string;

/**
 * As `tcpdump -n` prints them: numbers count from a side's SYN once it has been seen, and the SYN's own is absolute.
 *
 * @param startedAtMs wall-clock time of the run's zero, in milliseconds since 1970; times are UTC
 */
export function createTcpdump(startedAtMs: number): Tcpdump {
  const initial = new Map<string, number>();
  return (segment) => {
    const { from, to, flags, seq, ack, window, length } = segment;
    const [own, other] = [directionKey(from, to), directionKey(to, from)];
    const isSyn = flags.includes("S");
    if (isSyn) initial.set(own, seq);
    const relative = (number: number, side: string): number => relativeTo(number, initial.get(side) ?? 0);
    const first = isSyn ? seq : relative(seq, own);
    const numbers =
      length > 0 ? `, seq ${first}:${first + length}` : /[SFR]/.test(flags) ? `, seq ${first}` : "";
    const acknowledges = flags.includes(".") ? `, ack ${relative(ack, other)}` : "";
    const version = from.address.includes(":") ? "IP6" : "IP";
    const fields = `Flags [${flags}]${numbers}${acknowledges}, win ${window}, length ${length}`;
    return `${timeOfDay(startedAtMs, segment.atNs)} ${version} ${dotted(from)} > ${dotted(to)}: ${fields}`;
  };
}

function directionKey(from: Endpoint, to: Endpoint): string {
  return `${formatEndpoint(from)} ${formatEndpoint(to)}`;
}

function dotted({ address, port }: Endpoint): string {
  return `${address}.${port}`;
}

/** `13:07:15.985191` */
function timeOfDay(startedAtMs: number, atNs: number): string {
  const us = Math.round(startedAtMs * 1000 + atNs / 1000);
  const whole = new Date(Math.floor(us / 1000)).toISOString().slice(11, 23);
  return `${whole}${String(us % 1000).padStart(3, "0")}`;
}
