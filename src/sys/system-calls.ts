// The numbers of the system calls that programs sleep in, by architecture (asm/unistd.h).

export type CallName =
  | "execve"
  | "read"
  | "readv"
  | "write"
  | "writev"
  | "accept"
  | "accept4"
  | "connect"
  | "recvfrom"
  | "recvmsg"
  | "recvmmsg"
  | "sendto"
  | "sendmsg"
  | "poll"
  | "ppoll"
  | "select"
  | "pselect6"
  | "epoll_wait"
  | "epoll_pwait"
  | "epoll_pwait2"
  | "futex"
  | "nanosleep"
  | "clock_nanosleep"
  | "wait4"
  | "waitid"
  | "pause"
  | "rt_sigsuspend"
  | "rt_sigtimedwait"
  | "restart_syscall"
  | "io_uring_enter"
  | "open"
  | "sendfile"
  | "vfork"
  | "semop"
  | "msgrcv"
  | "fcntl"
  | "flock"
  | "fsync"
  | "fdatasync"
  | "semtimedop"
  | "openat"
  | "splice"
  | "sendmmsg"
  | "openat2"
  | "futex_waitv";

const x64: Readonly<Record<number, CallName>> = {
  0: "read",
  1: "write",
  2: "open",
  7: "poll",
  19: "readv",
  20: "writev",
  23: "select",
  34: "pause",
  35: "nanosleep",
  40: "sendfile",
  42: "connect",
  43: "accept",
  44: "sendto",
  45: "recvfrom",
  46: "sendmsg",
  47: "recvmsg",
  58: "vfork",
  59: "execve",
  61: "wait4",
  65: "semop",
  70: "msgrcv",
  72: "fcntl",
  73: "flock",
  74: "fsync",
  75: "fdatasync",
  128: "rt_sigtimedwait",
  130: "rt_sigsuspend",
  202: "futex",
  219: "restart_syscall",
  220: "semtimedop",
  230: "clock_nanosleep",
  232: "epoll_wait",
  247: "waitid",
  257: "openat",
  270: "pselect6",
  271: "ppoll",
  275: "splice",
  281: "epoll_pwait",
  288: "accept4",
  299: "recvmmsg",
  307: "sendmmsg",
  426: "io_uring_enter",
  437: "openat2",
  441: "epoll_pwait2",
  449: "futex_waitv",
};

const arm64: Readonly<Record<number, CallName>> = {
  22: "epoll_pwait",
  25: "fcntl",
  32: "flock",
  56: "openat",
  63: "read",
  64: "write",
  65: "readv",
  66: "writev",
  71: "sendfile",
  72: "pselect6",
  73: "ppoll",
  76: "splice",
  82: "fsync",
  83: "fdatasync",
  95: "waitid",
  98: "futex",
  101: "nanosleep",
  115: "clock_nanosleep",
  128: "restart_syscall",
  133: "rt_sigsuspend",
  137: "rt_sigtimedwait",
  188: "msgrcv",
  192: "semtimedop",
  193: "semop",
  202: "accept",
  203: "connect",
  206: "sendto",
  207: "recvfrom",
  211: "sendmsg",
  212: "recvmsg",
  221: "execve",
  242: "accept4",
  243: "recvmmsg",
  260: "wait4",
  269: "sendmmsg",
  426: "io_uring_enter",
  437: "openat2",
  441: "epoll_pwait2",
  449: "futex_waitv",
};

const tables: Readonly<Record<string, Readonly<Record<number, CallName>>>> = { x64, arm64 };

/** The call's name on this machine's architecture; undefined for one that is not listed. */
export function nameSystemCall(number: number, architecture: string = process.arch): CallName | undefined {
  return tables[architecture]?.[number];
}
