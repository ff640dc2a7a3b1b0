// Finds connections of programs that are already running, in the machine's socket table and in /proc.

import { networkInterfaces } from "node:os";
import {
  type ProcStat,
  findHolders,
  isHidden,
  listIfThere,
  readDescriptors,
  readHeldSockets,
  readProcess,
} from "../sys/proc.ts";
import { type SocketRow, openSockDiag } from "../sys/sock-diag.ts";
import { formatEndpoint, parseEndpoint, sameAddress, sameEndpoint } from "../tcp/endpoint.ts";
import { type Failure, failure } from "../failure.ts";
import type { FoundConnection } from "../inside/spec.ts";

export interface ConnectionQuery {
  /** The process that holds the end that should die. */
  readonly pid?: number;
  /** The port of that end. */
  readonly port?: number;
  /** `address:port` of the other end. */
  readonly peer?: string;
}

/** Throws a Failure (2) unless exactly one connection matches. */
export function findConnection(wanted: ConnectionQuery): FoundConnection {
  const own = wanted.pid === undefined ? undefined : readHeldSockets([readable(wanted.pid)]).inodes;
  const rows = readTable();
  const matching = rows.filter(matcher(wanted)).filter(({ inode }) => own?.has(inode) !== false);
  const processes = listProcesses();
  const found = matching.flatMap((row) => describe(row, rows, processes) ?? []);
  const [only, ...others] = found;
  if (only === undefined) throw nothing(wanted, matching, processes);
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

/** Whether a row of the socket table is the end that should die, whoever holds it. */
function matcher({ port, peer }: ConnectionQuery): (row: SocketRow) => boolean {
  const remote = peer === undefined ? undefined : parseEndpoint(peer);
  if (peer !== undefined && remote === undefined)
    throw failure(2, `${peer} is not ADDRESS:PORT.`, "For example: 192.0.2.1:40312 or [2001:db8::1]:40312.");
  return (row) =>
    row.state === "ESTABLISHED" &&
    row.inode !== 0 &&
    (port === undefined || row.local.port === port) &&
    (remote === undefined || sameEndpoint(row.remote, remote));
}

/** Undefined if no process is known to hold it. */
function describe(
  { local, remote, inode }: SocketRow,
  rows: readonly SocketRow[],
  processes: readonly ProcStat[],
): FoundConnection | undefined {
  const pids = findHolders(processes, inode).holders.map(({ pid }) => pid);
  if (pids.length === 0) return undefined;
  const other = rows.find((row) => sameEndpoint(row.local, remote) && sameEndpoint(row.remote, local));
  const clientPid = other && findHolders(processes, other.inode).holders.at(-1)?.pid;
  const interfaceName = other ? "lo" : interfaceOf(local.address);
  return {
    connection: { client: remote, server: local },
    inode,
    pids,
    ...(clientPid !== undefined && { clientPid }),
    ...(interfaceName !== undefined && { interfaceName }),
  };
}

function listProcesses(): ProcStat[] {
  return listIfThere("/proc")
    .map(Number)
    .filter((pid) => pid > 0)
    .flatMap((pid) => readUnlessHidden(pid) ?? []);
}

/** With /proc mounted `hidepid=1` not even the name of another user's process may be read. */
function readUnlessHidden(pid: number): ProcStat | undefined {
  try {
    return readProcess(pid);
  } catch (error) {
    if (!isHidden(error)) throw error;
    return { pid, parent: 0, state: "?", name: "?" };
  }
}

/** The interface that has the address; undefined if none has it. */
export function interfaceOf(address: string): string | undefined {
  const all = Object.entries(networkInterfaces());
  return all.find(([, addresses]) => addresses?.some((each) => sameAddress(each.address, address)))?.[0];
}

const LISTED = "`ss -tnp` lists connections and their processes.";

/** The process; throws a Failure when it is not there, or may not be looked at. */
function readable(pid: number): ProcStat {
  const row = readUnlessHidden(pid);
  if (row === undefined) throw failure(2, `There is no process ${pid}.`, LISTED);
  if (readDescriptors(pid) !== undefined) return row;
  throw failure(
    2,
    `Process ${pid} cannot be inspected.`,
    "It belongs to another user: run deadpeer as that user, or as root.",
  );
}

function nothing(
  { pid, port, peer }: ConnectionQuery,
  matching: readonly SocketRow[],
  processes: readonly ProcStat[],
): Failure {
  const parts = [
    pid !== undefined && `of process ${pid}`,
    port !== undefined && `of port ${port}`,
    peer && `to ${peer}`,
  ];
  const what = parts.filter(Boolean).join(" ");
  const [there] = matching;
  if (there === undefined)
    return failure(
      2,
      `There is no established connection ${what}.`,
      `${LISTED} --port is the port of the end that should die.`,
    );
  const isHeldElsewhere = findHolders(processes, there.inode).hidden.length > 0;
  return isHeldElsewhere
    ? failure(
        2,
        `A matching connection exists (${what}), but it belongs to another user's process.`,
        "Run deadpeer as that user, or as root.",
      )
    : failure(
        2,
        `A matching connection exists (${what}), but no visible process holds it.`,
        "Run deadpeer where its process runs: it may be in another PID namespace (a container).",
      );
}

const SHOWN = 5;

function several(found: readonly FoundConnection[]): Failure {
  const list = found
    .slice(0, SHOWN)
    .map(({ connection: { client, server } }) => `${formatEndpoint(server)} with ${formatEndpoint(client)}`);
  const more = found.length > SHOWN ? ` and ${found.length - SHOWN} more` : "";
  return failure(
    2,
    `${found.length} connections match: ${list.join(", ")}${more}.`,
    "Choose one: --port is the end that should die, --peer ADDRESS:PORT the other end.",
  );
}
