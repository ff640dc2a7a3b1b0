// What the threads of a socket's owner sleep in, in words.

import { describeTarget, describeWait } from "../../timeline/waits.ts";
import type { InspectedSocket, ProcessView, ProcessWaits, Scan, ThreadSleep } from "./scan.ts";

/** `thread python3 (4711) is asleep in read(0) on its terminal; 3 more are asleep in futex` */
export function describeThreads(socket: InspectedSocket, { processes }: Pick<Scan, "processes">): string[] {
  return socket.holders.flatMap(({ pid, fd }) => {
    const view = processes.get(pid);
    if (view === undefined) return [];
    if (view.isStopped) return [`${view.name} (${pid}) is stopped`];
    return describeProcess(view, fd, socket.inode);
  });
}

/** Kinds of waits that are listed, of one process. */
const LISTED = 3;

function describeProcess({ waits }: ProcessView, fd: number, inode: number): string[] {
  if (waits === undefined || waits.threads.length === 0) return [];
  const groups = new Map<string, ThreadSleep[]>();
  for (const thread of waits.threads) {
    const text = describeThread(thread, waits, { fd, inode });
    groups.set(text, [...(groups.get(text) ?? []), thread]);
  }
  const lines = [...groups].map(([text, threads]) => `${nameThreads(threads)} ${text}`);
  const left = lines.length - LISTED;
  return left > 0 ? [...lines.slice(0, LISTED), `${left} other kinds of waits`] : lines;
}

function nameThreads([first, ...others]: readonly ThreadSleep[]): string {
  const name = first === undefined ? "?" : `thread ${first.name} (${first.tid})`;
  return others.length === 0 ? `${name} is` : `${name} and ${others.length} more are`;
}

function describeThread(
  { tid, name, call, on, isWhole }: ThreadSleep,
  { targets }: ProcessWaits,
  socket: { readonly fd: number; readonly inode: number },
): string {
  if (call === "unknown") return "asleep, in what may not be looked at";
  const waited = on.map((each) => ({
    fd: each.fd,
    what: describeTarget(targets.get(each.fd) ?? ""),
    isConnection: each.inode === undefined ? each.fd === socket.fd : each.inode === socket.inode,
    ...(each.reads === false && { reads: false as const }),
  }));
  const text = describeWait({ tid, name, call, on: waited });
  return isWhole || call === "running" ? text : `${text} (on what may not be looked at)`;
}
