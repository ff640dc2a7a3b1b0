// The one door to the C library: every system call of deadpeer is declared through `declare` and checked by `check`.

import { createRequire } from "node:module";
import { getSystemErrorName } from "node:util";
import type Koffi from "koffi";

type Call = (...args: unknown[]) => unknown;
interface AsyncCall {
  async(...args: unknown[]): void;
}

const require = createRequire(import.meta.url);
let loaded: typeof Koffi | undefined;
/** koffi is a native module, and there are systems without it: what makes no call (reading saved runs) works there too. */
function koffi(): typeof Koffi {
  return (loaded ??= nativePart() ?? (require("koffi") as typeof Koffi));
}

/** As package.json has it. */
export const KOFFI_VERSION = "3.3.4";

/**
 * What koffi is but for names that it has given up. To find it through the package takes 5 ms, which every program of
 * deadpeer's would spend, and this 2 ms. Where it is not beside koffi, or of another version, there is the package.
 */
function nativePart(): typeof Koffi | undefined {
  try {
    const found = require(`@koromix/koffi-${process.platform}-${process.arch}`) as typeof Koffi;
    return found.version === KOFFI_VERSION ? found : undefined;
  } catch {
    return undefined;
  }
}

let libc: ReturnType<typeof Koffi.load> | undefined;
function bind(prototype: string): Call & AsyncCall {
  if (process.platform !== "linux") throw new Error(`${prototype}: not on ${process.platform}`);
  return (libc ??= koffi().load(null)).func(prototype) as unknown as Call & AsyncCall;
}

const strerror = declare<(errno: number) => string>("const char *strerror(int errnum)");

/**
 * Declares a C function by its prototype; it is looked up at the first call. koffi has no `ssize_t`: such functions are
 * declared `int64_t`.
 */
export function declare<T>(prototype: string): T {
  let call: Call | undefined;
  const bound: Call = (...args) => (call ??= bind(prototype))(...args);
  return bound as T;
}

/** A C function that blocks, run on libuv's thread pool: resolves with what it returned, or rejects as `check` throws. */
export function declareAsync<A extends unknown[]>(prototype: string): (...args: A) => Promise<number> {
  let call: AsyncCall | undefined;
  return (...args) =>
    new Promise((resolve, reject) => {
      call ??= bind(prototype);
      call.async(...args, (error: Error | null, result: number) => (error ? reject(error) : resolve(result)));
    });
}

export function errno(): number {
  return koffi().errno();
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
  return new Uint8Array(koffi().view(pointer, length));
}

/** A copy of `length` bytes at `address`, in memory that stays where it is (V8 may move a small typed array). */
export function copyMemory(address: number, length: number): Uint8Array {
  const copy = new Uint8Array(new ArrayBuffer(length));
  copy.set(viewMemory(BigInt(address), length));
  return copy;
}

/** Where the bytes are, for a prototype that takes a `uintptr_t`: they must be memory of the kernel's or of `mmap`. */
export function addressOf(bytes: Uint8Array): number {
  return Number(koffi().address(bytes));
}
