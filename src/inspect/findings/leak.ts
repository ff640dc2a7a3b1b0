// Connections that the peer has closed pile up in one process.

import { LEAK_FROM, type Neglected, describeAttention, neglectedByProcess } from "./close-wait.ts";
import type { ProcessView } from "../scan/scan.ts";
import { type FindingRule, type Found, countOf } from "./finding.ts";

export const leak: FindingRule = {
  name: "leak",
  title: "closed by the peer, and piling up",
  rule: "Every connection that the peer has closed has to be closed here too; the kernel never does it, and each one keeps a descriptor (RFC 9293 3.6).",
  remedy:
    "Find where a connection is dropped without close(), or left in a pool: on errors, time-outs, early returns. Until then, restart the process before its descriptors run out.",
  find: (scan) =>
    [...neglectedByProcess(scan)]
      .filter(([, all]) => all.length >= LEAK_FROM)
      .map(([pid, all]) => describe(pid, all, scan.processes.get(pid))),
};

function describe(pid: number, all: readonly Neglected[], view: ProcessView | undefined): Found {
  const unread = all.filter(({ isUnread }) => isUnread).length;
  const [oldest] = all;
  const limit = view?.descriptorLimit;
  const used =
    view && `${view.descriptors}${limit === undefined ? "" : ` of ${limit}`} descriptors are in use`;
  return {
    pid,
    sockets: all.map(({ socket }) => socket),
    ...(oldest !== undefined && { sinceMs: oldest.sinceMs }),
    shows: [
      `${countOf(all.length, "connection")} in CLOSE_WAIT, ${unread} of them with the end of file unread`,
      ...(oldest === undefined ? [] : [`of the oldest, ${describeAttention(oldest.attention)}`]),
      ...(used === undefined ? [] : [used]),
    ].join("; "),
  };
}
