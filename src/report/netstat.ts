// The sockets as netstat(8) would show them.

import { type Connection, formatEndpoint } from "../tcp/endpoint.ts";
import type { SocketSample } from "../timeline/observation.ts";
import { rowsOf } from "../timeline/queries.ts";
import { type Terminal, paint, wrap } from "./terminal.ts";

/** A row in ESTABLISHED, the longest name that occurs here. */
const WIDE = 75;

/** The listening socket and the two ends of the connection, if they exist. */
export function formatSockets(
  rows: readonly SocketSample[] | undefined,
  connection: Connection,
  terminal: Terminal,
): string[] {
  if (rows === undefined)
    return wrap("(the sockets were not observed)", terminal.width).map((line) =>
      paint(terminal, "dim", line),
    );
  const { listening, server, client } = rowsOf(rows, connection);
  const wanted = [listening, server, client].filter((row) => row !== undefined);
  if (terminal.width < WIDE)
    return wanted.flatMap((row) => wrap(formatNarrow(row, row === client), terminal.width, 2));
  const head = "Proto Recv-Q Send-Q Local Address         Foreign Address       State";
  const gone =
    wanted.length === (listening ? 1 : 0) ? ["(both ends of the connection are gone from the table)"] : [];
  return [
    paint(terminal, "dim", head),
    ...wanted.map((row) => formatRow(row, terminal)),
    ...gone.map((line) => paint(terminal, "dim", line)),
  ];
}

function formatRow({ local, remote, state, recvQ, sendQ }: SocketSample, terminal: Terminal): string {
  const proto = local.address.includes(":") ? "tcp6" : "tcp";
  // A listening socket's Send-Q is its backlog, which netstat leaves out.
  const queues = `${String(recvQ).padStart(6)} ${String(state === "LISTEN" ? 0 : sendQ).padStart(6)}`;
  const ends = `${formatEndpoint(local).padEnd(21)} ${formatEndpoint(remote).padEnd(21)}`;
  return `${proto.padEnd(5)} ${queues} ${ends} ${paint(terminal, styleOf(state), state)}`;
}

function formatNarrow({ state, recvQ, local }: SocketSample, isClient: boolean): string {
  const who = state === "LISTEN" ? formatEndpoint(local) : isClient ? "client" : "server";
  return `${who} ${state} rq ${recvQ}`;
}

function styleOf(state: string): "green" | "yellow" | "red" | "dim" {
  if (state === "ESTABLISHED") return "green";
  if (state === "CLOSE_WAIT") return "red";
  return state === "LISTEN" ? "dim" : "yellow";
}
