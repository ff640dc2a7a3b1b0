// One connection as one line: what people paste into an issue.

import { describeOptions, formatLong } from "../timeline/socket-options.ts";
import { formatEndpoint } from "../tcp/endpoint.ts";
import { ageMs, describeQueues, findListener, listenersOf, nameHolders } from "./scan/facts.ts";
import type { InspectedSocket, Scan } from "./scan/scan.ts";
import { describeThreads } from "./scan/threads.ts";
import { describeGivesUp, describeTimer, whenGivenUp } from "./scan/timer.ts";

/** `python3 (4711) 127.0.0.1:40312 -> 127.0.0.1:9877` */
export function describeEnds(socket: InspectedSocket, scan: Scan): string {
  const { local, remote, state } = socket;
  if (state === "LISTEN") return `${nameHolders(socket, scan)} listening on ${formatEndpoint(local)}`;
  const who = socket.holders.length > 0 ? nameHolders(socket, scan) : describeNobody(socket, scan);
  return `${who} ${formatEndpoint(local)} -> ${formatEndpoint(remote)}`;
}

function describeNobody(socket: InspectedSocket, scan: Scan): string {
  if (socket.inode !== 0) return `a process of uid ${socket.uid}`;
  const isOpen = socket.state === "ESTABLISHED" || socket.state === "CLOSE_WAIT";
  const listener = isOpen ? findListener(socket, listenersOf(scan)) : undefined;
  return listener === undefined ? "no process" : `not accepted by ${nameHolders(listener, scan)}`;
}

/** State and age, queues, timer and when the kernel gives up, settings. */
export function describeSocket(socket: InspectedSocket, { kernel }: Scan): string[] {
  const age = ageMs(socket);
  if (socket.state === "LISTEN") return [`LISTEN`, ...describeQueues(socket)];
  const idle = socket.state === "CLOSE_WAIT" ? "for at least" : "silent for at least";
  return [
    socket.info === undefined ? socket.state : `${socket.state} ${idle} ${formatLong(age)}`,
    ...describeQueues(socket),
    describeTimer(socket, kernel),
    describeGivesUp(whenGivenUp(socket, kernel)),
    ...describeSettings(socket, kernel),
  ];
}

function describeSettings({ settings }: InspectedSocket, kernel: Scan["kernel"]): string[] {
  return settings === undefined ? [] : [describeOptions({ pid: 0, ...settings, ...kernel })];
}

export function describeConnection(socket: InspectedSocket, scan: Scan): string {
  return [describeEnds(socket, scan), ...describeSocket(socket, scan), ...describeThreads(socket, scan)].join(
    "; ",
  );
}
