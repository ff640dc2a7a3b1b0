// Connections of programs that run already, found in the machine's socket table and in /proc.

import { networkInterfaces } from "node:os";
import {
  type ProcessRow,
  findHolders,
  listIfThere,
  readDescriptors,
  readProcess,
  socketTarget,
} from "../sys/proc.ts";
import { type SocketRow, openSockDiag } from "../sys/sock-diag.ts";
import { formatEndpoint, sameEndpoint } from "../tcp/endpoint.ts";
import { type Failure, failure } from "../failure.ts";
import type { FoundConnection } from "../inside/spec.ts";

export interface ConnectionQuery {
  /** The process that holds the end that is to die. */
  readonly pid?: number;
  /** Or that end's port. */
  readonly port?: number;
  /** `address:port` of the other end. */
  readonly peer?: string;
}

/** Throws a Failure (2) that says why there is not exactly one. */
export function findConnection(wanted: ConnectionQuery): FoundConnection {
  if (wanted.pid !== undefined) refuseForeign(wanted.pid);
  const rows = readTable();
  const found = candidates(rows, wanted);
  const [only, ...others] = found;
  if (only === undefined) throw nothing(wanted, rows);
  if (others.length > 0) throw several(found);
  return only;
}

function readTable(): readonly SocketRow[] {
  const diag = openSockDiag();
  try {
    return diag.readSockets();
  } finally {
    diag.close();
  }
}

function candidates(rows: readonly SocketRow[], { pid, port, peer }: ConnectionQuery): FoundConnection[] {
  const own = pid === undefined ? undefined : new Set(readDescriptors(pid).values());
  const processes = listProcesses();
  return rows
    .filter(
      (row) =>
        row.state === "ESTABLISHED" &&
        row.inode !== 0 &&
        (own === undefined || own.has(socketTarget(row.inode))) &&
        (port === undefined || row.local.port === port) &&
        (peer === undefined || formatEndpoint(row.remote) === peer),
    )
    .flatMap((row) => {
      const pids = findHolders(processes, row.inode).map((holder) => holder.pid);
      return pids.length === 0 ? [] : [describe(row, pids, rows, processes)];
    });
}

function describe(
  { local, remote, inode }: SocketRow,
  pids: readonly number[],
  rows: readonly SocketRow[],
  processes: readonly ProcessRow[],
): FoundConnection {
  const other = rows.find((row) => sameEndpoint(row.local, remote) && sameEndpoint(row.remote, local));
  const clientPid = other && findHolders(processes, other.inode).at(-1)?.pid;
  return {
    connection: { client: remote, server: local },
    inode,
    pids,
    ...(clientPid !== undefined && { clientPid }),
    interfaceName: other ? "lo" : interfaceOf(local.address),
  };
}

/** Every process that may be looked at. */
function listProcesses(): ProcessRow[] {
  return listIfThere("/proc")
    .map(Number)
    .filter((pid) => pid > 0)
    .flatMap((pid) => readProcess(pid) ?? []);
}

/** The interface that has the address. */
function interfaceOf(address: string): string {
  const all = Object.entries(networkInterfaces());
  return all.find(([, addresses]) => addresses?.some((each) => each.address === address))?.[0] ?? "lo";
}

function refuseForeign(pid: number): void {
  if (readProcess(pid) === undefined)
    throw failure(2, `There is no process ${pid}.`, "`ss -tnp` lists connections and their processes.");
  if (readDescriptors(pid).size > 0) return;
  throw failure(
    2,
    `Process ${pid} may not be looked at.`,
    "It is another user's: run deadpeer as that user, or as root.",
  );
}

function nothing({ pid, port, peer }: ConnectionQuery, rows: readonly SocketRow[]): Failure {
  const what = [
    pid !== undefined && `of process ${pid}`,
    port !== undefined && `of port ${port}`,
    peer && `to ${peer}`,
  ];
  const there = rows.filter(({ state, local }) => state === "ESTABLISHED" && local.port === port);
  const remedy =
    there.length > 0
      ? "There are such, of processes of other users: run deadpeer as that user, or as root."
      : "`ss -tnp` lists connections and their processes. A port is that of the end that is to die.";
  return failure(2, `There is no established connection ${what.filter(Boolean).join(" ")}.`, remedy);
}

const SHOWN = 5;

function several(found: readonly FoundConnection[]): Failure {
  const list = found
    .slice(0, SHOWN)
    .map(({ connection: { client, server } }) => `${formatEndpoint(server)} with ${formatEndpoint(client)}`);
  const more = found.length > SHOWN ? ` and ${found.length - SHOWN} more` : "";
  return failure(
    2,
    `There are ${found.length} such connections: ${list.join(", ")}${more}.`,
    "Choose one: --port the end that is to die, --peer ADDRESS:PORT the other.",
  );
}
