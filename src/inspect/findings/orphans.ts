// Connections whose process has closed them or ended, and that the kernel still brings to their end.

import { type FindingRule, countOf, groupBy } from "./finding.ts";
import type { InspectedSocket } from "../scan/scan.ts";

const MANY = 100;
const ENDING: ReadonlySet<string> = new Set(["FIN_WAIT1", "FIN_WAIT2", "CLOSING", "LAST_ACK"]);

export const orphans: FindingRule = {
  name: "orphans",
  title: "many connections that only this end has closed",
  rule: "After the active close this end waits in FIN_WAIT2 for the peer's FIN; of what no process holds any more the kernel waits tcp_fin_timeout (60 s) for it (tcp(7)).",
  remedy:
    "The peer does not close: look there for connections in CLOSE_WAIT (`deadpeer inspect` on its host).",
  find({ sockets }) {
    const ending = sockets.filter(({ inode, state }) => inode === 0 && ENDING.has(state));
    if (ending.length < MANY) return [];
    const states = [...groupBy(ending, ({ state }) => state)].map(
      ([state, { length }]) => `${length} in ${state}`,
    );
    const [port, most] = commonPorts(ending)[0] ?? [0, 0];
    return [
      {
        pid: 0,
        sockets: ending,
        shows: `${countOf(ending.length, "connection")} without a process: ${states.join(", ")}; ${most} of them with port ${port}`,
      },
    ];
  },
};

/** The ports that connections have at either end, each with how many; the most common first. */
export function commonPorts(sockets: readonly InspectedSocket[]): readonly (readonly [number, number])[] {
  const counts = new Map<number, number>();
  const add = (port: number): void => void counts.set(port, (counts.get(port) ?? 0) + 1);
  for (const { local, remote } of sockets) {
    add(local.port);
    if (remote.port !== local.port) add(remote.port);
  }
  return [...counts].toSorted(([, one], [, other]) => other - one);
}
