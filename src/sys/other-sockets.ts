// Sockets that are not TCP, by the tables that the kernel has of them (proc(5)): Unix sockets, UDP.

import { readFileSync } from "node:fs";

/** Where in its row a table has the inode. */
const TABLES = [
  { kind: "Unix socket", file: "unix", column: 6 },
  { kind: "UDP socket", file: "udp", column: 9 },
  { kind: "UDP socket", file: "udp6", column: 9 },
] as const;

export type OtherSocket = (typeof TABLES)[number]["kind"];

/** The kinds of those that are in the tables of the network of this process; a table that is not there has none. */
export function otherSocketsOf(pid: number, inodes: ReadonlySet<number>): OtherSocket[] {
  const held = TABLES.filter(({ file, column }) =>
    rowsOf(`/proc/${pid}/net/${file}`).some((row) => inodes.has(Number(row.split(/\s+/)[column]))),
  );
  return [...new Set(held.map(({ kind }) => kind))];
}

function rowsOf(path: string): string[] {
  try {
    return readFileSync(path, "utf8")
      .split("\n")
      .slice(1)
      .map((row) => row.trim());
  } catch {
    return [];
  }
}
