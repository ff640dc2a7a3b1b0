// Two processes hold one socket: closing it in one of them sends no FIN.

import { ageMs, findListener, listenersOf, nameHolders } from "../scan/facts.ts";
import type { Holder, InspectedSocket, ProcessView, Scan } from "../scan/scan.ts";
import type { FindingRule } from "./finding.ts";

export const shared: FindingRule = {
  name: "shared",
  title: "two processes hold one connection",
  rule: "A connection ends only when the last descriptor of it is closed: the parent of a forking server has to close its own (UNP 4.8).",
  remedy:
    "Close the connection in the parent after fork(), and open sockets with SOCK_CLOEXEC so that programs that are started do not inherit them.",
  find(scan) {
    const listeners = listenersOf(scan);
    const held = scan.sockets.filter(({ state, holders }) => holders.length > 1 && state !== "LISTEN");
    return held.flatMap((socket) => {
      const forgetful = findForgetful(socket, findListener(socket, listeners), scan);
      if (forgetful === undefined) return [];
      const sinceMs = ageMs(socket);
      if (sinceMs < scan.minAgeMs) return [];
      const shows = `${nameHolders(socket, scan)} hold it; ${forgetful.why}`;
      return [{ pid: forgetful.pid, sockets: [socket], sinceMs, shows }];
    });
  },
};

interface Forgetful {
  readonly pid: number;
  readonly why: string;
}

/**
 * Sharing is a mistake where one of the two has no use for it: a parent that goes on accepting, or a program that got it
 * by being started. Daemons hand connections on, and watch over a child that serves one: that is none.
 */
function findForgetful(
  { holders }: InspectedSocket,
  listener: InspectedSocket | undefined,
  { processes }: Scan,
): Forgetful | undefined {
  const name = ({ pid }: Holder): string => `${processes.get(pid)?.name ?? "?"} (${pid})`;
  const accepting = holders.find(({ pid }) => listener?.holders.some((holder) => holder.pid === pid));
  const serving = accepting && holders.find(({ pid }) => processes.get(pid)?.parent === accepting.pid);
  if (accepting !== undefined && serving !== undefined && !hasThreadFor(accepting, processes))
    return { pid: accepting.pid, why: `${name(accepting)} accepts connections and has not closed this one` };
  const inherited = holders.find((holder) => isInherited(holder, holders, processes));
  if (inherited === undefined) return undefined;
  return { pid: inherited.pid, why: `${name(inherited)} has inherited it and does not use it` };
}

/** A program under another name than its parent, which holds the socket under the same number, and does not wait for it. */
function isInherited(
  holder: Holder,
  holders: readonly Holder[],
  processes: ReadonlyMap<number, ProcessView>,
): boolean {
  const view = processes.get(holder.pid);
  const parent = holders.find(({ pid }) => pid === view?.parent);
  const parentView = parent && processes.get(parent.pid);
  if (view === undefined || parent === undefined || parentView === undefined) return false;
  if (holder.fd <= 2 || parent.fd !== holder.fd || view.name === parentView.name) return false;
  const isInForeground = parentView.waits?.threads.some(({ call }) => call.startsWith("wait")) ?? true;
  return !isInForeground && !hasThreadFor(holder, processes);
}

function hasThreadFor({ pid, fd }: Holder, processes: ReadonlyMap<number, ProcessView>): boolean {
  const threads = processes.get(pid)?.waits?.threads ?? [];
  const isSeen = threads.length > 0 && threads.every(({ isWhole, call }) => isWhole && call !== "running");
  return !isSeen || threads.some(({ on }) => on.some((waited) => waited.fd === fd));
}
