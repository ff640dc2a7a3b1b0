// UNP 5.14: what was sent is sent again and again, and nothing comes back.

import { ownerOf, silentMs } from "../scan/facts.ts";
import type { InspectedSocket, Scan } from "../scan/scan.ts";
import { describeGivesUp, describeTimer, spentRetransmitting, whenGivenUp } from "../scan/timer.ts";
import { formatLong } from "../../timeline/socket-options.ts";
import { type FindingRule, type Found, countOf } from "./finding.ts";

/** Once or twice is loss; from here on each time-out is twice as long as the one before. */
const RETRIES = 3;

export const unacknowledged: FindingRule = {
  name: "unacknowledged",
  title: "what was sent is not acknowledged",
  rule: "When the peer's host is gone only the retransmission time-out ends the wait, after 15 minutes with Linux's defaults (UNP 5.14, RFC 1122 4.2.3.5).",
  remedy:
    "Set TCP_USER_TIMEOUT (RFC 5482; keep-alive does not run while data is unacknowledged), and a time-out for each request in the program.",
  find: (scan) =>
    scan.sockets.filter((socket) => isUnacknowledged(socket, scan)).map((socket) => describe(socket, scan)),
};

export function isUnacknowledged(socket: InspectedSocket, scan: Scan): boolean {
  const { timer, retries, holders } = socket;
  const isSending = timer === "retransmission" || timer === "zero-window probe";
  if (holders.length === 0 || !isSending || retries < RETRIES) return false;
  return spentRetransmitting(socket, scan.kernel) >= scan.minAgeMs;
}

function describe(socket: InspectedSocket, scan: Scan): Found {
  const { state, sendQ, timer } = socket;
  const isFull = timer === "zero-window probe";
  const what =
    state === "SYN_SENT" ? "its SYN" : isFull ? "the probes of a full window" : countOf(sendQ, "byte");
  return {
    pid: ownerOf(socket),
    sockets: [socket],
    sinceMs: spentRetransmitting(socket, scan.kernel),
    shows: [
      `no reply to ${what}`,
      describeTimer(socket, scan.kernel),
      ...(state === "SYN_SENT" ? [] : [`the peer was last heard ${formatLong(silentMs(socket))} ago`]),
      describeGivesUp(whenGivenUp(socket, scan.kernel)),
    ].join("; "),
  };
}
