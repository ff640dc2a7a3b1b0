// The one door to the C library: every system call of deadpeer is declared through `declare` and checked by `check`.

import koffi from "koffi";
import { getSystemErrorName } from "node:util";

/** Elsewhere some of the functions do not exist; what needs none of them (reading saved runs) works there too. */
const libc = process.platform === "linux" ? koffi.load(null) : { func: refuse };

function refuse(prototype: string): () => never {
  return () => {
    throw new Error(`${prototype}: not on ${process.platform}`);
  };
}

const strerror = declare<(errno: number) => string>("const char *strerror(int errnum)");

/** Declares a C function by its prototype. koffi has no `ssize_t`: such functions are declared `int64_t`. */
export function declare<T>(prototype: string): T {
  return libc.func(prototype) as unknown as T;
}

/** A C function that blocks, run on libuv's thread pool: resolves with what it returned, or rejects as `check` throws. */
export function declareAsync<A extends unknown[]>(prototype: string): (...args: A) => Promise<number> {
  const call = libc.func(prototype) as ReturnType<ReturnType<typeof koffi.load>["func"]>;
  return (...args) =>
    new Promise((resolve, reject) => {
      call.async(...args, (error: Error | null, result: number) => (error ? reject(error) : resolve(result)));
    });
}

export function errno(): number {
  return koffi.errno();
}

/** Converts -1 into an exception `recvfrom: Connection reset by peer (ECONNRESET)`; any other result passes. */
export function check(result: number, call: string): number {
  if (result < 0) throw systemError(errno(), call);
  return result;
}

/** The error for a failed call, with `code` and `syscall` as Node's own errors have them. */
export function systemError(number: number, call: string): NodeJS.ErrnoException {
  const code = getSystemErrorName(-number);
  return Object.assign(new Error(`${call}: ${strerror(number)} (${code})`), {
    code,
    errno: number,
    syscall: call,
  });
}

export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string" && "syscall" in error;
}

export const EINTR = 4;
export const EAGAIN = 11;

/** Repeats a call that a signal, or being stopped and continued, interrupted (signal(7)). */
export function restarting(call: () => number): number {
  for (;;) {
    const result = call();
    if (result >= 0 || errno() !== EINTR) return result;
  }
}

/** Maps `length` bytes at `pointer` as a byte array, without a copy. */
export function viewMemory(pointer: unknown, length: number): Uint8Array {
  return new Uint8Array(koffi.view(pointer, length));
}

/** A copy of `length` bytes at `address`, in memory that stays where it is (V8 may move a small typed array). */
export function copyMemory(address: number, length: number): Uint8Array {
  const copy = new Uint8Array(new ArrayBuffer(length));
  copy.set(viewMemory(BigInt(address), length));
  return copy;
}

/** Where the bytes are, for a prototype that takes a `uintptr_t`: they must be memory of the kernel's or of `mmap`. */
export function addressOf(bytes: Uint8Array): number {
  return Number(koffi.address(bytes));
}
