// Observer of processes: the server's tree, who holds a socket, and the end of a process, seen through its pidfd.

import { POLLHUP, POLLIN, close } from "../sys/io.ts";
import { isReaped, pidfdExit, pidfdOpen, type WaitStatus } from "../sys/pidfd.ts";
import type {
  ProcessEndedFact,
  ProcessReapedFact,
  ProcessRow,
  ProcessesFact,
} from "../timeline/observation.ts";
import { peekEnd } from "../sys/wait.ts";
import { zombieEnd } from "../sys/zombie.ts";
import { nameSignal } from "../sys/signal.ts";
import type { DescriptorWatch } from "./descriptor-watch.ts";
import { findHolders } from "../sys/proc.ts";

export interface ProcessObserver {
  /** Records the server's processes, and which of them listen. */
  snapshot(rows: readonly ProcessRow[], listeningInode: number): void;
  /** Records when `pid` ends and when it has been waited for. Returns the pidfd, which is closed after that. */
  watchEnd(pid: number): number;
  close(): void;
}

const REAP_POLL_MS = 2;

export function observeProcesses(
  watch: DescriptorWatch,
  record: (fact: ProcessesFact | ProcessEndedFact | ProcessReapedFact) => void,
): ProcessObserver {
  const open = new Map<number, number>();

  function forget(pidfd: number): void {
    if (!open.delete(pidfd)) return;
    watch.remove(pidfd);
    close(pidfd);
  }

  function reaped(pid: number, pidfd: number): void {
    record({ kind: "process-reaped", pid, ...namedEnd(pidfdExit(pidfd)) });
    forget(pidfd);
  }

  /** Kernels before 6.9 do not hang up a pidfd. (/proc would not do: the pid may be another process's by then.) */
  function awaitReaping(pid: number, pidfd: number): void {
    if (!open.has(pidfd)) return;
    if (isReaped(pidfd)) reaped(pid, pidfd);
    else setTimeout(() => awaitReaping(pid, pidfd), REAP_POLL_MS);
  }

  return {
    snapshot(rows, listeningInode) {
      const { holders, hidden } = findHolders(rows, listeningInode);
      const listeners = holders.map(({ pid }) => pid);
      record({ kind: "processes", rows, listeners, ...(hidden.length > 0 && { hidden }) });
    },
    watchEnd(pid) {
      // Nobody else has the pid until it has been waited for, and then it is forgotten.
      const watched = [...open].find(([, each]) => each === pid);
      if (watched !== undefined) return watched[0];
      const pidfd = pidfdOpen(pid);
      open.set(pidfd, pid);
      watch.add(pidfd, (revents) => {
        watch.remove(pidfd);
        if (revents & POLLIN)
          record({ kind: "process-ended", pid, ...namedEnd(peekEnd(pid) ?? zombieEnd(pid)) });
        if (revents & POLLHUP) reaped(pid, pidfd);
        else awaitReaping(pid, pidfd);
      });
      return pidfd;
    },
    close() {
      for (const pidfd of open.keys()) forget(pidfd);
    },
  };
}

function namedEnd(end: WaitStatus | undefined): { exitCode?: number; signal?: string } {
  if (end === undefined) return {};
  return "exitCode" in end ? end : { signal: nameSignal(end.signal) };
}
