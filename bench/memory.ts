// The most memory that a program has used, and a process that it starts.

import { readFileSync, readdirSync } from "node:fs";
import { start } from "./programs.ts";

/** VmHWM of proc(5), in MB; 0 once it has ended. */
export function readPeakMb(pid: number | undefined): number {
  const status = readIfThere(`/proc/${pid}/status`);
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

export interface Peaks {
  readonly outerMb: number;
  readonly innerMb: number;
}

const LOOK_MS = 20;

/** @param inner the file of the program that it starts */
export async function peaksOf(argv: readonly [string, ...string[]], inner: string): Promise<Peaks> {
  const child = start(argv);
  child.stdout?.resume();
  child.stderr?.resume();
  let [outerMb, innerMb] = [0, 0];
  const looking = setInterval(() => {
    outerMb = Math.max(outerMb, readPeakMb(child.pid));
    for (const pid of readdirSync("/proc").map(Number).filter(Number.isInteger))
      if (readIfThere(`/proc/${pid}/cmdline`).includes(inner)) innerMb = Math.max(innerMb, readPeakMb(pid));
  }, LOOK_MS);
  await new Promise((resolve) => child.once("exit", resolve));
  clearInterval(looking);
  return { outerMb, innerMb };
}
