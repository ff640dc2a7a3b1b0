// timerfd_create(2): a timer as a descriptor, to be polled with others.

import { close, read } from "./io.ts";
import { check, declare } from "./libc.ts";

const timerfdCreateRaw = declare<(clock: number, flags: number) => number>(
  "int timerfd_create(int clockid, int flags)",
);
const timerfdSettimeRaw = declare<(fd: number, flags: number, value: Uint8Array, old: null) => number>(
  "int timerfd_settime(int fd, int flags, const void *new_value, void *old_value)",
);

const CLOCK_MONOTONIC = 1;
const TFD_CLOEXEC = 0o2000000;

export interface Timer {
  /** Readable once the time is over. */
  readonly fd: number;
  /** Goes off once, after `ms` milliseconds (more than 0). */
  arm(ms: number): void;
  /** To be called when it has gone off. */
  clear(): void;
  close(): void;
}

export function createTimer(): Timer {
  const fd = check(timerfdCreateRaw(CLOCK_MONOTONIC, TFD_CLOEXEC), "timerfd_create");
  const value = new BigInt64Array(4); // struct itimerspec: interval, then value, each seconds and nanoseconds
  const bytes = new Uint8Array(value.buffer);
  const count = new Uint8Array(8);
  return {
    fd,
    arm(ms) {
      value[2] = BigInt(Math.floor(ms / 1000));
      value[3] = BigInt(Math.max(1, Math.round((ms % 1000) * 1e6)));
      check(timerfdSettimeRaw(fd, 0, bytes, null), "timerfd_settime");
    },
    clear: () => void read(fd, count),
    close: () => close(fd),
  };
}
