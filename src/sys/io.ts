// read(2), write(2), close(2), poll(2): blocking, on raw descriptors.

import { EAGAIN, check, declare, declareAsync, errno, restarting } from "./libc.ts";

const readRaw = declare<(fd: number, buffer: Uint8Array, count: number) => number>(
  "int64_t read(int fd, void *buf, size_t count)",
);
const writeRaw = declare<(fd: number, buffer: Uint8Array, count: number) => number>(
  "int64_t write(int fd, const void *buf, size_t count)",
);
const closeRaw = declare<(fd: number) => number>("int close(int fd)");
const closeAsync = declareAsync<[number]>("int close(int fd)");
const pollRaw = declare<(set: Uint8Array, count: number, timeoutMs: number) => number>(
  "int poll(void *fds, uint64_t nfds, int timeout)",
);
const pollAsync = declareAsync<[Uint8Array, number, number]>(
  "int poll(void *fds, uint64_t nfds, int timeout)",
);
const eventfdRaw = declare<(initial: number, flags: number) => number>(
  "int eventfd(unsigned int initval, int flags)",
);

const pipeRaw = declare<(ends: Int32Array, flags: number) => number>(
  "int pipe2(_Out_ int *pipefd, int flags)",
);

const EFD_CLOEXEC = 0o2000000;
const O_CLOEXEC = 0o2000000;

export const POLLIN = 0x001;
export const POLLOUT = 0x004;
export const POLLERR = 0x008;
export const POLLHUP = 0x010;
/** The peer has sent its FIN. */
export const POLLRDHUP = 0x2000;

/** Reads at most `buffer.length` bytes; 0 is end of file. */
export function read(fd: number, buffer: Uint8Array): number {
  return check(
    blocking(fd, POLLIN, () => readRaw(fd, buffer, buffer.length)),
    "read",
  );
}

/**
 * O_NONBLOCK belongs to the open file and not to the descriptor: a program that shares a pipe or a terminal with this
 * one may have set it. Then poll(2) does the blocking.
 */
function blocking(fd: number, events: number, call: () => number): number {
  for (;;) {
    const result = restarting(call);
    if (result >= 0 || errno() !== EAGAIN) return result;
    poll([{ fd, events }], -1);
  }
}

/** Writes all of `bytes`, however many calls that takes. An error bears the name `call`. */
export function writeAll(fd: number, bytes: Uint8Array, call = "write"): void {
  for (let rest = bytes; rest.length > 0;) {
    const pending = rest;
    const written = check(
      blocking(fd, POLLOUT, () => writeRaw(fd, pending, pending.length)),
      call,
    );
    if (written === rest.length) return; // the usual case: spares it a view, which costs more than the call
    rest = rest.subarray(written);
  }
}

export function close(fd: number): void {
  check(closeRaw(fd), "close");
}

/** close(2) on a thread of libuv's pool, for what the kernel takes long to close. */
export function closeInBackground(fd: number): void {
  void closeAsync(fd);
}

/** pipe2(2): the end that is read from, and the one that is written to. Both are closed on exec. */
export function openPipe(): readonly [number, number] {
  const ends = new Int32Array(2);
  check(pipeRaw(ends, O_CLOEXEC), "pipe2");
  return [ends[0] ?? -1, ends[1] ?? -1];
}

/** An eventfd(2), so that one thread can wake another out of poll(2). */
export function openEventfd(): number {
  return check(eventfdRaw(0, EFD_CLOEXEC), "eventfd");
}

export function signalEventfd(fd: number): void {
  const one = new Uint8Array(8);
  one[0] = 1;
  writeAll(fd, one);
}

export interface PollEntry {
  readonly fd: number;
  /** What to wait for: POLLIN, POLLOUT; errors and hang-ups are always reported. */
  readonly events: number;
}

/** A `struct pollfd` array: 8 bytes an entry: fd, events, revents. */
export function encodePollSet(entries: readonly PollEntry[]): Uint8Array {
  const set = new Uint8Array(entries.length * 8);
  const view = new DataView(set.buffer);
  entries.forEach(({ fd, events }, i) => {
    view.setInt32(i * 8, fd, true);
    view.setInt16(i * 8 + 4, events, true);
  });
  return set;
}

/** Blocks until one entry is ready; returns `revents` in the entries' order. A negative time-out waits for ever. */
export function poll(entries: readonly PollEntry[], timeoutMs: number): readonly number[] {
  const set = encodePollSet(entries);
  check(
    restarting(() => pollRaw(set, entries.length, timeoutMs)),
    "poll",
  );
  return readRevents(set);
}

/**
 * Whether nobody can read any more what is written there: the other end of a pipe is closed (poll(2)). It does not block.
 */
export function isReaderGone(fd: number): boolean {
  const [events = 0] = poll([{ fd, events: 0 }], 0);
  return (events & (POLLERR | POLLHUP)) !== 0;
}

/** As `poll`, on a thread of libuv's pool: the event loop goes on meanwhile. */
export async function pollInBackground(
  entries: readonly PollEntry[],
  timeoutMs: number,
): Promise<readonly number[]> {
  const set = encodePollSet(entries);
  // -1 can only be EINTR or ENOMEM here, and errno belongs to the pool's thread: nothing is ready, the caller polls again.
  const ready = await pollAsync(set, entries.length, timeoutMs);
  return ready < 0 ? entries.map(() => 0) : readRevents(set);
}

function readRevents(set: Uint8Array): number[] {
  const view = new DataView(set.buffer);
  return Array.from({ length: set.length / 8 }, (_, i) => view.getInt16(i * 8 + 6, true));
}
