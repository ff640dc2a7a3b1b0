// The names of TCP's probes. Either is a segment without data that is numbered one less than what comes next, so that the
// other end must answer (RFC 9293 3.8.4, 3.8.6.1; Linux: tcp_xmit_probe_skb). Which it is depends on the other end's window.

import type { End } from "../tcp/follow.ts";
import type { Observed } from "./observation.ts";

export interface ProbeNames {
  /** ` keep-alive probe`, ` zero-window probe`, or nothing. To be called with each segment of a connection, in order. */
  nameOf(segment: Observed<"segment">, from: End, relativeSeq: number): string;
}

export function createProbeNames(): ProbeNames {
  /** The number of what each side sends next, as far as was seen. */
  const next: Partial<Record<End, number>> = {};
  const isShut = { client: false, server: false };
  return {
    nameOf({ flags, length, window }, from, relativeSeq) {
      const before = next[from];
      const taken = length + Number(flags.includes("S")) + Number(flags.includes("F"));
      next[from] = Math.max(before ?? 0, relativeSeq + taken);
      isShut[from] = window === 0 && !flags.includes("R");
      const isProbe = flags === "." && length === 0 && before !== undefined && relativeSeq === before - 1;
      if (!isProbe) return "";
      return isShut[from === "client" ? "server" : "client"] ? " zero-window probe" : " keep-alive probe";
    },
  };
}
