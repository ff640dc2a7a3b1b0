// What the threads of a process sleep in, from outside and without ptrace(2): /proc/PID/task/TID/syscall gives the call
// and its arguments; the sets of poll and select are read from the process's memory, that of epoll from fdinfo.

import { readMemory } from "./process-memory.ts";
import { listIfThere, readIfAllowed } from "./proc.ts";
import { type CallName, nameSystemCall } from "./system-calls.ts";
import { hasTimeLimit, waitLimitMs } from "./time-limits.ts";
import { type Waited, epollSet, pollSet, selectSet } from "./wait-sets.ts";

/** Of a set that a program waits on, no more than this many descriptors are read. */
const MAX_DESCRIPTORS = 1024;

export interface ThreadCall {
  readonly tid: number;
  readonly name: string;
  /** `read`, `poll`, `epoll_wait`, `futex`…; `running`; `unknown` if the kernel does not say. */
  readonly call: string;
  readonly on: readonly Waited[];
  /** Of futex(2): it sleeps for no longer than a time that it has named. */
  readonly timed?: true;
  /** Of poll(2), select(2) and epoll_wait(2): it sleeps for no longer than this. */
  readonly withinMs?: number;
}

/** The ids of its threads, the main thread first. Empty when the process is gone. */
export function listThreads(pid: number): number[] {
  return listIfThere(`/proc/${pid}/task`)
    .map(Number)
    .sort((one, other) => one - other);
}

export function readThreadName(pid: number, tid: number): string {
  return readIfAllowed(`/proc/${pid}/task/${tid}/comm`)?.trim() ?? "";
}

/** Undefined when it is gone, or not ours to look at (which takes the right to attach to it: proc(5)). */
export function readThreadCall(pid: number, tid: number): ThreadCall | undefined {
  const line = readIfAllowed(`/proc/${pid}/task/${tid}/syscall`)?.trim();
  if (!line) return undefined;
  const name = readThreadName(pid, tid);
  if (line === "running") return { tid, name, call: "running", on: [] };
  const [number = "-1", ...args] = line.split(" ");
  const call = nameCall(pid, tid, Number(number));
  if (call === undefined)
    return { tid, name, call: number === "-1" ? "unknown" : `system call ${number}`, on: [] };
  if (call === "execve") return { tid, name, call: "running", on: [] }; // it is about to become another program
  const words = args.map(BigInt);
  const withinMs = waitLimitMs(pid, call, words);
  return {
    tid,
    name,
    call,
    on: setReaders[call]?.(pid, words) ?? [],
    ...(hasTimeLimit(call, words) && { timed: true }),
    ...(withinMs !== undefined && { withinMs }),
  };
}

/**
 * A poll, a futex or a sleep that a signal has interrupted goes on as `restart_syscall`, with the arguments of before
 * (signal(7)): which it was, the place in the kernel where it sleeps tells.
 */
function nameCall(pid: number, tid: number, number: number): CallName | undefined {
  const call = nameSystemCall(number);
  return call === "restart_syscall" ? (nameByPlace(pid, tid) ?? call) : call;
}

/** The call that a thread sleeps in, by the place in the kernel (wchan), which may be seen where the call may not. */
export function nameByPlace(pid: number, tid: number): CallName | undefined {
  const place = readIfAllowed(`/proc/${pid}/task/${tid}/wchan`) ?? "";
  return places.find(([where]) => where.test(place))?.[1];
}

const places: readonly (readonly [RegExp, CallName])[] = [
  [/^ep_poll/, "epoll_wait"],
  [/poll|do_select/, "poll"],
  [/futex/, "futex"],
  [/nanosleep/, "nanosleep"],
  [/accept/, "accept"],
  [/^do_wait$|^do_wait_/, "wait4"],
];

/** The set of an epoll descriptor; undefined when it is closed, or hidden. */
export function readEpollSet(pid: number, fd: number | bigint): Waited[] | undefined {
  const fdinfo = readIfAllowed(`/proc/${pid}/fdinfo/${fd}`);
  return fdinfo === undefined ? undefined : epollSet(fdinfo);
}

type SetReader = (pid: number, args: readonly bigint[]) => Waited[];

const firstArgument: SetReader = (_, [fd = 0n]) => [{ fd: Number(fd) }];
const written: SetReader = (_, [fd = 0n]) => [{ fd: Number(fd), reads: false }];
const pollArguments: SetReader = (pid, [set = 0n, count = 0n]) =>
  pollSet(readMemory(pid, set, Math.min(Number(count), MAX_DESCRIPTORS) * 8));
const selectArguments: SetReader = (pid, [count = 0n, set = 0n]) => {
  const descriptors = Math.min(Number(count), MAX_DESCRIPTORS);
  return selectSet(readMemory(pid, set, Math.ceil(descriptors / 64) * 8), descriptors).map((fd) => ({ fd }));
};
const epollArgument: SetReader = (pid, [fd = 0n]) => readEpollSet(pid, fd) ?? [];

const setReaders: Readonly<Partial<Record<CallName, SetReader>>> = {
  read: firstArgument,
  readv: firstArgument,
  write: written,
  writev: written,
  accept: firstArgument,
  accept4: firstArgument,
  connect: firstArgument,
  recvfrom: firstArgument,
  recvmsg: firstArgument,
  recvmmsg: firstArgument,
  sendto: written,
  sendmsg: written,
  poll: pollArguments,
  ppoll: pollArguments,
  select: selectArguments,
  pselect6: selectArguments,
  epoll_wait: epollArgument,
  epoll_pwait: epollArgument,
  epoll_pwait2: epollArgument,
};
