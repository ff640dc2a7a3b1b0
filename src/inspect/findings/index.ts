// The only table of the findings, the worst first.

import type { Scan } from "../scan/scan.ts";
import type { Finding, FindingRule } from "./finding.ts";
import { keptOpen } from "./kept-open.ts";
import { leak } from "./leak.ts";
import { neverRead } from "./never-read.ts";
import { notAccepted } from "./not-accepted.ts";
import { orphans } from "./orphans.ts";
import { reconnectStorm } from "./reconnect-storm.ts";
import { shared } from "./shared.ts";
import { spinning } from "./spinning.ts";
import { timeWait } from "./time-wait.ts";
import { unacknowledged } from "./unacknowledged.ts";
import { unreachablePeer } from "./unreachable-peer.ts";
import { unreadData } from "./unread-data.ts";
import { unreadEnd } from "./unread-end.ts";

export const findingRules: readonly FindingRule[] = [
  notAccepted,
  leak,
  spinning,
  neverRead,
  unreadEnd,
  unacknowledged,
  unreachablePeer,
  unreadData,
  keptOpen,
  shared,
  reconnectStorm,
  orphans,
  timeWait,
];

/** The worst first, and of one kind what has lasted longest. */
export function findAll(scan: Scan): Finding[] {
  return findingRules.flatMap((rule) =>
    rule
      .find(scan)
      .toSorted((one, other) => (other.sinceMs ?? 0) - (one.sinceMs ?? 0))
      .map((found) => ({ ...found, rule })),
  );
}
