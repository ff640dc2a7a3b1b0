// Observer of sockets: samples the kernel's socket table and records it when it has changed.

import { allOrNothing } from "../sys/all-or-nothing.ts";
import type { SockDiag } from "../sys/sock-diag.ts";
import type { Role, SocketSample, SocketsFact } from "../timeline/observation.ts";

export interface SocketObserver {
  /** Reads the table, records it if it differs from the last one recorded, and returns it. */
  sample(): readonly SocketSample[];
  /** As `sample`, but records it in any case. */
  snapshot(): readonly SocketSample[];
  /** The connection under test, by its client's port: of all others only a change of state is worth recording. */
  focus(clientPort: number): void;
  /** From now on with the bytes that each socket has received, where nothing else shows them. */
  countBytes(): void;
  /** The table as it is now, whatever the port. Records nothing. */
  everything(): readonly SocketSample[];
  /** From now on that host's table is another one. */
  replace(table: TableOfHost): void;
  close(): void;
}

export interface TableOfHost {
  /** Left out where there is one host only. */
  readonly host?: Role;
  readonly open: () => SockDiag;
}

/**
 * Watches the sockets that have `port` at one end, in the order: listening, then by port.
 *
 * @param hosts the hosts whose tables are read; each with a way to open it
 */
export function observeSockets(
  port: number,
  hosts: readonly TableOfHost[],
  record: (fact: SocketsFact) => void,
): SocketObserver {
  const tables = openTables(hosts);
  let last = "";
  let isClosed = false;
  let [focused, counts] = [0, false];
  const isOther = ({ local, remote, state }: SocketSample): boolean =>
    focused !== 0 && state !== "LISTEN" && local.port !== focused && remote.port !== focused;

  function look(always: boolean): readonly SocketSample[] {
    if (isClosed) return []; // a scenario that was cut short may yet look once more
    const rows = tables
      .readAll(counts)
      .filter(({ local, remote }) => local.port === port || remote.port === port)
      .sort(byPlace);
    const now = JSON.stringify(
      rows.map((row) => (isOther(row) ? [row.local.port, row.remote.port, row.state] : row)),
    );
    const changed = now !== last;
    last = now;
    if (always || changed) record({ kind: "sockets", rows, ...(always && { asked: true as const }) });
    return rows;
  }

  return {
    sample: () => look(false),
    snapshot: () => look(true),
    focus(clientPort) {
      focused = clientPort;
    },
    countBytes: () => void (counts = true),
    everything: () => (isClosed ? [] : tables.readAll(counts)),
    replace: (table) => tables.replace(table),
    close() {
      isClosed = true;
      tables.close();
    },
  };
}

interface Tables {
  /** @param counts with the bytes that each has received */
  readAll(counts: boolean): SocketSample[];
  replace(table: TableOfHost): void;
  close(): void;
}

function openTables(hosts: readonly TableOfHost[]): Tables {
  const doors = allOrNothing((orElse) =>
    hosts.map(({ host, open }) => {
      const diag = open();
      orElse(() => diag.close());
      return { host, diag };
    }),
  );
  return {
    readAll: (counts) =>
      doors.flatMap(({ host, diag }) =>
        diag.readSockets(counts).map((row) => (host ? { ...row, host } : row)),
      ),
    replace({ host, open }) {
      const diag = open();
      const at = doors.findIndex((door) => door.host === host);
      for (const old of doors.splice(at, 1, { host, diag })) old.diag.close();
    },
    close() {
      for (const { diag } of doors) diag.close();
    },
  };
}

function byPlace(one: SocketSample, other: SocketSample): number {
  const listening = Number(other.state === "LISTEN") - Number(one.state === "LISTEN");
  return listening || one.local.port - other.local.port || one.remote.port - other.remote.port;
}
