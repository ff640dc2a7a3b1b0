// Looks that nobody took, for tests of what follows from one.

import type { InspectedSocket, ProcessView, ProcessWaits, Scan } from "../../src/inspect/scan/scan.ts";

const KERNEL = { retries: 15, leastMs: 200, mostMs: 120_000, synRetries: 6 };

let made = 0;

export function socketOf(given: Partial<InspectedSocket> = {}): InspectedSocket {
  made += 1;
  return {
    local: { address: "127.0.0.1", port: 40_000 + (made % 10_000) },
    remote: { address: "127.0.0.1", port: 9877 },
    state: "ESTABLISHED",
    recvQ: 0,
    sendQ: 0,
    inode: 100 + made,
    timer: "none",
    retries: 0,
    expiresMs: 0,
    uid: 0,
    cookie: String(made),
    info: infoOf(60_000),
    holders: [{ pid: 7, fd: 5 }],
    ...given,
  };
}

/** A connection on which nothing has happened for so long. */
export function infoOf(ms: number, bytesReceived = 0): NonNullable<InspectedSocket["info"]> {
  return {
    retransmits: 0,
    probes: 0,
    rtoMs: 200,
    unacked: 0,
    lastDataSentMs: ms,
    lastDataRecvMs: ms,
    lastAckRecvMs: ms,
    bytesReceived,
  };
}

/** One thread, asleep in a read of descriptor 0, if nothing else is given. */
export function waitsOf(
  given: Partial<ProcessWaits["threads"][number]> = {},
  sets: ProcessWaits["sets"] = new Map(),
): ProcessWaits {
  const thread = { tid: 7, name: "client", call: "read", on: [{ fd: 0 }], isWhole: true, ...given };
  return { threads: [thread], sets, targets: new Map([[0, "/dev/pts/1"]]) };
}

export function processOf(given: Partial<ProcessView> = {}): ProcessView {
  return {
    pid: 7,
    name: "client",
    parent: 1,
    startTicks: 1,
    isStopped: false,
    descriptors: 9,
    waits: waitsOf(),
    ...given,
  };
}

export function scanOf(sockets: readonly InspectedSocket[], given: Partial<Scan> = {}): Scan {
  return {
    atMs: 0,
    minAgeMs: 5000,
    sockets,
    processes: new Map([[7, processOf()]]),
    unreachable: new Set(),
    kernel: KERNEL,
    notVisible: { processes: 0, connections: 0, closeWait: 0 },
    ...given,
  };
}
