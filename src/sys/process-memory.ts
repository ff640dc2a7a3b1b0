// What is in the memory of another process, from /proc/PID/mem.

import { closeSync, openSync, readSync } from "node:fs";
import { isGone, isHidden } from "./proc.ts";

/** Nothing of it where it has ended meanwhile, may not be looked at, or has that address no more (proc(5)). */
export function readMemory(pid: number, address: bigint, length: number): Uint8Array {
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
    if (isGone(error) || isHidden(error) || (error as NodeJS.ErrnoException).code === "EIO")
      return bytes.subarray(0, 0);
    throw error;
  }
}
