// pidfd_open(2) and related calls: a descriptor stands for a process, and never for another one that gets its pid.

import { readlinkSync } from "node:fs";
import { close } from "./io.ts";
import { EINTR, check, declare, errno, isSystemError } from "./libc.ts";
import { socketTarget } from "./proc.ts";

// The same numbers on every architecture Linux runs on since 5.6; glibc names them only since 2.36.
const SYS_PIDFD_SEND_SIGNAL = 424;
const SYS_PIDFD_OPEN = 434;
const SYS_PIDFD_GETFD = 438;

const syscallRaw = declare<(number: number, a: number, b: number, c: number, d: number) => number>(
  "long syscall(long number, long a, long b, long c, long d)",
);
const ioctlRaw = declare<(fd: number, request: number, argument: Uint8Array) => number>(
  "int ioctl(int fd, unsigned long request, _Inout_ void *argp)",
);

/** A pidfd is readable when the process has ended and hangs up when it has been waited for. Closed on exec. */
export function pidfdOpen(pid: number): number {
  return check(syscallRaw(SYS_PIDFD_OPEN, pid, 0, 0, 0), "pidfd_open");
}

export function pidfdSendSignal(pidfd: number, signal: number): void {
  check(syscallRaw(SYS_PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0), "pidfd_send_signal");
}

/** Whether the process has been waited for. A zombie can still be sent a signal (signal 0 does nothing: kill(2)). */
export function isReaped(pidfd: number): boolean {
  const ESRCH = 3;
  return syscallRaw(SYS_PIDFD_SEND_SIGNAL, pidfd, 0, 0, 0) < 0 && errno() === ESRCH;
}

/** A duplicate of descriptor `fd` of that process. Needs the right to ptrace(2) it. While it is open, so is the socket. */
export function pidfdGetfd(pidfd: number, fd: number): number {
  return check(syscallRaw(SYS_PIDFD_GETFD, pidfd, fd, 0, 0), "pidfd_getfd");
}

/**
 * What `look` finds on a duplicate of a process's socket, which is closed at once: while it is open the connection does not
 * end with the process's own descriptor. Undefined where the process has ended, has closed the socket, or may not be looked
 * into.
 */
export function lookAtSocket<T>(
  pid: number,
  { fd, inode }: { readonly fd: number; readonly inode: number },
  look: (duplicate: number) => T,
): T | undefined {
  try {
    return withDescriptor(pidfdOpen(pid), (pidfd) =>
      withDescriptor(pidfdGetfd(pidfd, fd), (duplicate) =>
        // The number may be another file's by now.
        readlinkSync(`/proc/self/fd/${duplicate}`) === socketTarget(inode) ? look(duplicate) : undefined,
      ),
    );
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}

function withDescriptor<T>(fd: number, use: (fd: number) => T): T {
  try {
    return use(fd);
  } finally {
    close(fd);
  }
}

export type WaitStatus = { readonly exitCode: number } | { readonly signal: number };

/**
 * How a process that has been waited for ended, also when it is not our child (PIDFD_GET_INFO, Linux 6.15).
 * Undefined where the kernel does not know.
 */
export function pidfdExit(pidfd: number): WaitStatus | undefined {
  const PIDFD_GET_INFO = 0xc040ff0b; // _IOWR(0xff, 11, 64 bytes)
  const PIDFD_INFO_EXIT = 1n << 3n;
  const info = new Uint8Array(64);
  const view = new DataView(info.buffer);
  view.setBigUint64(0, PIDFD_INFO_EXIT, true);
  let result: number;
  do result = ioctlRaw(pidfd, PIDFD_GET_INFO, info);
  while (result < 0 && errno() === EINTR);
  if (result < 0 || (view.getBigUint64(0, true) & PIDFD_INFO_EXIT) === 0n) return undefined;
  return decodeWaitStatus(view.getInt32(60, true));
}

/** wait(2): the low seven bits are the signal, the next byte up the exit code. */
export function decodeWaitStatus(status: number): WaitStatus {
  const signal = status & 0x7f;
  return signal === 0 ? { exitCode: (status >> 8) & 0xff } : { signal };
}
