// A loop that reads, or polls, an end of file without ever sleeping.

import { ageMs, ownerOf, unreadOf } from "../scan/facts.ts";
import type { InspectedSocket, Scan, Spin } from "../scan/scan.ts";
import { type FindingRule, type Found, countOf, groupBy } from "./finding.ts";

export const spinning: FindingRule = {
  name: "spinning",
  title: "a loop at the end of file",
  rule: "At the end of file a read returns 0 at once, and poll() reports it at once, every time (read(2), poll(2)).",
  remedy: "Leave the loop and close the connection when a read returns 0.",
  find(scan) {
    const ended = scan.sockets.filter(
      (socket) =>
        socket.state === "CLOSE_WAIT" && ageMs(socket) >= scan.minAgeMs && spinsOf(socket, scan).length > 0,
    );
    return [...groupBy(ended, ownerOf)].map(([pid, sockets]) => describe(pid, sockets, scan));
  },
};

/** A loop of system calls spends its time in the kernel too; one that computes does not, and may be no fault. */
const IN_KERNEL = 0.1;

function spinsOf(socket: InspectedSocket, { processes }: Scan): readonly Spin[] {
  const spins = socket.holders.flatMap(({ pid }) => processes.get(pid)?.spins ?? []);
  return spins.filter(({ inKernel }) => inKernel >= IN_KERNEL);
}

function describe(pid: number, sockets: readonly InspectedSocket[], scan: Scan): Found {
  const sorted = sockets.toSorted((one, other) => ageMs(other) - ageMs(one));
  const [oldest] = sorted;
  const spins = oldest === undefined ? [] : spinsOf(oldest, scan);
  const percent = (part: number): string => `${Math.round(part * 100)} %`;
  const threads = spins.map(
    ({ tid, name, share, inKernel }) =>
      `thread ${name} (${tid}) never slept while it was watched: ${percent(share)} of a processor, ${percent(inKernel)} of that in system calls`,
  );
  const unread = sockets.filter((socket) => unreadOf(socket).end).length;
  return {
    pid,
    sockets: sorted,
    ...(oldest !== undefined && { sinceMs: ageMs(oldest) }),
    shows: `${countOf(sockets.length, "connection")} at the end of file, ${unread} of them with it unread; ${threads.join("; ")}`,
  };
}
