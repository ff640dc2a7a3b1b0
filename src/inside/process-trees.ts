// Which processes belong to the server and which to the client: the program that was started, all its descendants, and
// daemons (daemon(3)) that have left its tree and were reparented to us.

import { type ProcStat, readChildren, readTree } from "../sys/proc.ts";
import type { Role } from "../timeline/observation.ts";

export interface Trees {
  /** A program was started. */
  add(role: Role, pid: number): void;
  /** Orphans reparented to us since the last call belong to that program. Returns them. */
  adopt(role: Role): readonly number[];
  /** Its living processes, parents before their children. */
  of(role: Role): ProcStat[];
}

/** As a subreaper (prctl(2)), this process becomes the parent of every process whose own has ended. */
export function createTrees(): Trees {
  const roots: Record<Role, number[]> = { server: [], client: [] };
  const isKnown = (pid: number): boolean => roots.server.includes(pid) || roots.client.includes(pid);
  return {
    add: (role, pid) => void roots[role].push(pid),
    adopt(role) {
      const orphans = readChildren(process.pid).filter((pid) => !isKnown(pid));
      roots[role].push(...orphans);
      return orphans;
    },
    of: (role) => roots[role].flatMap(readTree),
  };
}
