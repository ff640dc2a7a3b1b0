// An idle connection to a host that does not reply any more: deadpeer sends nothing, the kernel's own tables show it.

import { ownerOf, plainAddress, silentMs } from "../scan/facts.ts";
import type { InspectedSocket, Scan } from "../scan/scan.ts";
import { describeGivesUp, describeTimer, whenGivenUp } from "../scan/timer.ts";
import type { FindingRule, Found } from "./finding.ts";
import { isUnacknowledged } from "./unacknowledged.ts";

export const unreachablePeer: FindingRule = {
  name: "unreachable-peer",
  title: "the peer's host does not reply",
  rule: "An idle connection exchanges nothing: without keep-alive or a heartbeat neither end ever learns that the other is gone (UNP 7.5, RFC 1122 4.2.3.6).",
  remedy:
    "Turn on SO_KEEPALIVE with a short TCP_KEEPIDLE, or a heartbeat of the protocol whose absence closes the connection.",
  find: (scan) =>
    scan.sockets.filter((socket) => isUnreachable(socket, scan)).map((socket) => describe(socket, scan)),
};

const UNANSWERED_PROBES = 2;

function isUnreachable(socket: InspectedSocket, scan: Scan): boolean {
  const { state, holders } = socket;
  if (holders.length === 0 || (state !== "ESTABLISHED" && state !== "CLOSE_WAIT")) return false;
  if (isUnacknowledged(socket, scan) || silentMs(socket) < scan.minAgeMs) return false;
  return hasUnansweredProbes(socket) || scan.unreachable.has(plainAddress(socket.remote.address));
}

function hasUnansweredProbes({ timer, retries }: InspectedSocket): boolean {
  return timer === "keep-alive" && retries >= UNANSWERED_PROBES;
}

function describe(socket: InspectedSocket, scan: Scan): Found {
  const { settings, remote } = socket;
  const address = plainAddress(remote.address);
  const neighbour = scan.unreachable.has(address);
  return {
    pid: ownerOf(socket),
    sockets: [socket],
    sinceMs: silentMs(socket),
    shows: [
      ...(neighbour ? [`the kernel has looked for ${address} on its link, without a reply`] : []),
      describeTimer(socket, scan.kernel),
      ...(settings?.keepAlive === false ? ["keep-alive is off"] : []),
      describeGivesUp(whenGivenUp(socket, scan.kernel)),
    ].join("; "),
  };
}
