// What the kernel's table shows of both ends between two segments: the host that has crashed has no socket any more, though
// no segment says so.

import type { TcpState } from "../tcp/states.ts";
import type { ConnectionRows } from "../timeline/queries.ts";

/** An end that no table has shown yet is left out: it may be on another machine. */
export type Shown = { readonly [end in (typeof ends)[number]]?: TcpState };

export interface TableStates {
  take(atNs: number, rows: ConnectionRows): void;
  /**
   * What the last table showed before `atNs`, if it was there, or was looked at again, since `sinceNs`: nothing happened on
   * the wire just before that, nor after it.
   */
  between(sinceNs: number, atNs: number): Shown;
}

const ends = ["client", "server"] as const;

/** So soon before or after a segment a table may be older than it, or newer. */
const APART_NS = 5e6;
/** In so long a time the table was looked at; what is the same again is not recorded. */
const LOOKED_NS = 100e6;

export function createTableStates(): TableStates {
  const listed = new Set<string>();
  /** Each differs from the one before. */
  let tables: { readonly atNs: number; readonly shown: Shown }[] = [];
  return {
    take(atNs, rows) {
      const shown: { [end in (typeof ends)[number]]?: TcpState } = {};
      for (const end of ends) {
        const state = rows[end]?.state;
        if (state !== undefined) listed.add(end);
        if (listed.has(end)) shown[end] = state ?? "CLOSE";
      }
      const last = tables.at(-1)?.shown;
      if (last === undefined || ends.some((end) => last[end] !== shown[end])) tables.push({ atNs, shown });
    },
    between(sinceNs, atNs) {
      const before = tables.filter((table) => table.atNs + APART_NS <= atNs);
      tables = tables.slice(Math.max(0, before.length - 1));
      const last = before.at(-1);
      const isSince = last !== undefined && last.atNs >= sinceNs + APART_NS;
      return isSince || atNs - sinceNs >= LOOKED_NS ? (last?.shown ?? {}) : {};
    },
  };
}
