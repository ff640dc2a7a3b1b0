// What the threads of a process sleep in, from outside and without ptrace(2): /proc/PID/task/TID/syscall gives the call
// and its arguments; the sets of poll and select are read from the process's memory, that of epoll from fdinfo.

import { closeSync, openSync, readSync } from "node:fs";
import type { ThreadWait, WaitedDescriptor } from "../timeline/observation.ts";
import { isGone, isHidden, listIfThere, readDescriptor, readIfAllowed, socketTarget } from "../sys/proc.ts";
import { type CallName, nameSystemCall } from "./system-calls.ts";

/** Of a set that a program waits on, no more than this many descriptors are read. */
const MAX_DESCRIPTORS = 1024;

/**
 * The threads of `pid`, the main thread first. Empty when the process is gone, or hidden.
 *
 * @param connectionInode the inode of the client's end of the connection under test, 0 when there is none
 */
export function readWaiting(pid: number, connectionInode: number): ThreadWait[] {
  const describe = (waited: Waited): WaitedDescriptor => {
    const target = readDescriptor(pid, waited.fd) ?? "";
    const isConnection = connectionInode !== 0 && target === socketTarget(connectionInode);
    return {
      fd: waited.fd,
      what: describeTarget(target),
      isConnection,
      ...(waited.reads === false && { reads: false }),
    };
  };
  return listIfThere(`/proc/${pid}/task`)
    .map(Number)
    .sort((one, other) => one - other)
    .flatMap((tid) => readThread(pid, tid, describe) ?? []);
}

function readThread(
  pid: number,
  tid: number,
  describe: (waited: Waited) => WaitedDescriptor,
): ThreadWait | undefined {
  const line = readIfAllowed(`/proc/${pid}/task/${tid}/syscall`)?.trim();
  if (!line) return undefined; // gone, or not ours to look at
  const name = readIfAllowed(`/proc/${pid}/task/${tid}/comm`)?.trim() ?? "";
  if (line === "running") return { tid, name, call: "running", on: [] };
  const [number = "-1", ...args] = line.split(" ");
  const call = nameCall(pid, tid, Number(number));
  if (call === undefined)
    return { tid, name, call: number === "-1" ? "unknown" : `system call ${number}`, on: [] };
  if (call === "execve") return { tid, name, call: "running", on: [] }; // it is about to become another program
  return { tid, name, call, on: waitedDescriptors(pid, call, args.map(BigInt)).map(describe) };
}

/**
 * A poll, a futex or a sleep that a signal has interrupted goes on as `restart_syscall`, with the arguments of before
 * (signal(7)): which it was, the place in the kernel where it sleeps tells.
 */
function nameCall(pid: number, tid: number, number: number): CallName | undefined {
  const call = nameSystemCall(number);
  if (call !== "restart_syscall") return call;
  const place = readIfAllowed(`/proc/${pid}/task/${tid}/wchan`) ?? "";
  return restarted.find(([where]) => where.test(place))?.[1] ?? call;
}

const restarted: readonly (readonly [RegExp, CallName])[] = [
  [/poll/, "poll"],
  [/futex/, "futex"],
  [/nanosleep/, "nanosleep"],
];

/** A descriptor, and what is waited for; left out where it is read from, or the call says nothing of it. */
interface Waited {
  readonly fd: number;
  readonly reads?: false;
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
const epollArgument: SetReader = (pid, [fd = 0n]) =>
  epollSet(readIfAllowed(`/proc/${pid}/fdinfo/${fd}`) ?? "");

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

function waitedDescriptors(pid: number, call: CallName, args: readonly bigint[]): Waited[] {
  return setReaders[call]?.(pid, args) ?? [];
}

/** struct pollfd[]: a negative descriptor is passed over by the kernel, and here (poll(2)). */
export function pollSet(memory: Uint8Array): Waited[] {
  const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
  return Array.from({ length: Math.floor(memory.length / 8) }, (_, i) =>
    withEvents(view.getInt32(i * 8, true), view.getInt16(i * 8 + 4, true)),
  ).filter(({ fd }) => fd >= 0);
}

/** POLLIN, POLLPRI, POLLRDNORM and POLLRDHUP, which epoll(7) has too: who asks for none of them is not told of a FIN. */
const READING = 0x0001 | 0x0002 | 0x0040 | 0x2000;

function withEvents(fd: number, events: number): Waited {
  return (events & READING) === 0 ? { fd, reads: false } : { fd };
}

/** fd_set: one bit for each descriptor below `count`. */
export function selectSet(memory: Uint8Array, count: number): number[] {
  return Array.from({ length: count }, (_, fd) => fd).filter(
    (fd) => ((memory[fd >> 3] ?? 0) >> (fd & 7)) & 1,
  );
}

/** The `tfd:` lines of an epoll descriptor's fdinfo, which come in no order. */
export function epollSet(fdinfo: string): Waited[] {
  return [...fdinfo.matchAll(/^tfd:\s*(\d+)\s+events:\s*([0-9a-f]+)/gm)]
    .map(([, fd, events = "0"]) => withEvents(Number(fd), Number.parseInt(events, 16)))
    .sort((one, other) => one.fd - other.fd);
}

function readMemory(pid: number, address: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  if (length === 0 || address === 0n) return bytes.subarray(0, 0);
  try {
    const memory = openSync(`/proc/${pid}/mem`, "r");
    try {
      return bytes.subarray(0, readSync(memory, bytes, 0, length, address));
    } finally {
      closeSync(memory);
    }
  } catch (error) {
    // Ended meanwhile, or hidden; or the address is not one of its memory any more (proc(5)).
    if (isGone(error) || isHidden(error) || (error as NodeJS.ErrnoException).code === "EIO")
      return bytes.subarray(0, 0);
    throw error;
  }
}

/**
 * Whether a thread of `pid` sleeps until there is something to read on its standard input, whichever descriptor it knows
 * that by.
 *
 * @param input what the client's descriptor 0 pointed to when it was started: `/dev/pts/3`, `pipe:[42]`
 */
export function waitsForInput(pid: number, input: string): boolean {
  return listIfThere(`/proc/${pid}/task`).some((tid) => {
    const line = readIfAllowed(`/proc/${pid}/task/${tid}/syscall`)?.trim() ?? "running";
    const [number = "-1", ...args] = line.split(" ");
    const call = line === "running" ? undefined : nameCall(pid, Number(tid), Number(number));
    if (call === undefined) return false;
    return waitedDescriptors(pid, call, args.map(BigInt)).some(
      ({ fd, reads }) => reads !== false && isSameInput(readDescriptor(pid, fd) ?? "", input),
    );
  });
}

/** /dev/tty is the terminal of whoever opens it (tty(4)). */
function isSameInput(target: string, input: string): boolean {
  return target !== "" && (target === input || (target === "/dev/tty" && input.startsWith("/dev/pts/")));
}

function describeTarget(target: string): string {
  if (target.startsWith("socket:")) return "socket";
  if (target.startsWith("pipe:")) return "pipe";
  if (/^\/dev\/(pts\/|tty|console)/.test(target)) return "terminal";
  if (target.startsWith("anon_inode:")) return target.slice("anon_inode:".length).replace(/[[\]]/g, "");
  return target || "unknown";
}
