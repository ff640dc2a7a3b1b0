// The table of sockets in a run's story: as they are now, and only where it is another one than was shown last.

import type { Connection } from "../tcp/endpoint.ts";
import type { SocketSample } from "../timeline/observation.ts";
import { formatSockets } from "./netstat.ts";
import type { Terminal } from "./terminal.ts";

/** On narrower terminals the socket table is not indented. */
const INDENT_TABLE_FROM = 79;

export interface SocketTeller {
  connection: Connection | undefined;
  /** Undefined while the sockets have not been looked at. */
  rows: readonly SocketSample[] | undefined;
  now(): string[];
  /** The table, unless it is the one shown last. */
  ifChanged(): string[];
}

export function createSocketTeller(terminal: Terminal): SocketTeller {
  const indent = terminal.width < INDENT_TABLE_FROM ? "" : "    ";
  let shown = "";
  return {
    connection: undefined,
    rows: undefined,
    now() {
      if (this.connection === undefined) return [];
      const lines = formatSockets(this.rows, this.connection, terminal);
      shown = lines.join("\n");
      return ["", ...lines.map((line) => indent + line)];
    },
    ifChanged() {
      const before = shown;
      const lines = this.now();
      return shown === before ? [] : lines;
    },
  };
}
