// Facts of what a program waits for.

import type { Role } from "./observation.ts";

/** What the threads of a process sleep in (/proc/PID/task/TID/syscall). */
export interface WaitingFact {
  readonly kind: "waiting";
  readonly role: Role;
  readonly pid: number;
  /** So long before it had been looked at last: since then it may sleep like that. Left out where no thread has a limit. */
  readonly unseenMs?: number;
  readonly threads: readonly ThreadWait[];
}

export interface ThreadWait {
  readonly tid: number;
  readonly name: string;
  /** `read`, `poll`, `epoll_wait`, `futex`…; `running`; `unknown` if the kernel does not say. */
  readonly call: string;
  /** The descriptors among those it waits for, in the call's order. */
  readonly on: readonly WaitedDescriptor[];
  /** Of futex(2): it sleeps for no longer than a time that it has named, as in Java's Thread.sleep. */
  readonly timed?: true;
  /** Of poll(2), select(2), epoll_wait(2): it sleeps for no longer than this. */
  readonly withinMs?: number;
}

export interface WaitedDescriptor {
  readonly fd: number;
  /** `terminal`, `socket`, `pipe`, `file`, or what /proc/PID/fd says. */
  readonly what: string;
  /** It is the client's end of the connection under test. */
  readonly isConnection: boolean;
  /** False: it waits only until it can write. */
  readonly reads?: false;
}
