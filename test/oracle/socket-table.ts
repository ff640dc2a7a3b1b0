// Reads what ss(8) printed (-tanpeH): one row for each end of a connection.

export interface Row {
  /** As ss names it: `ESTAB`, `CLOSE-WAIT`. */
  readonly state: string;
  readonly recvQ: number;
  readonly localPort: number;
  readonly peerPort: number;
  readonly pids: readonly number[];
  readonly inode: number;
}

export function parseSockets(text: string): readonly Row[] {
  return text.split("\n").flatMap((line) => {
    const [state = "", recvQ, , local = "", peer = ""] = line.trim().split(/\s+/);
    if (peer === "") return [];
    return {
      state,
      recvQ: Number(recvQ),
      localPort: portOf(local),
      peerPort: portOf(peer),
      pids: [...line.matchAll(/pid=(\d+)/g)].map(([, pid]) => Number(pid)),
      inode: Number(/ ino:(\d+)/.exec(line)?.[1] ?? 0),
    };
  });
}

/** 0 where it is any. */
function portOf(endpoint: string): number {
  return Number(/:(\d+)$/.exec(endpoint)?.[1] ?? 0);
}
