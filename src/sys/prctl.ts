// prctl(2): what a process inherits and leaves behind.

import { check, declare } from "./libc.ts";

const prctlRaw = declare<(option: number, a: number, b: number, c: number, d: number) => number>(
  "int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)",
);

const PR_SET_PDEATHSIG = 1;
const PR_SET_CHILD_SUBREAPER = 36;
const PR_CAP_AMBIENT = 47;
const PR_CAP_AMBIENT_CLEAR_ALL = 4;

/** This process gets `signal` when the thread that started it ends; if that has happened already, it ends now. */
export function dieWithParent(signal: number, parentPid: number): void {
  check(prctlRaw(PR_SET_PDEATHSIG, signal, 0, 0, 0), "prctl");
  if (process.ppid !== parentPid) process.exit(0);
}

/** Orphans among this process's descendants become its children, so that none gets away (PR_SET_CHILD_SUBREAPER). */
export function becomeSubreaper(): void {
  check(prctlRaw(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl");
}

/** Programs started from now on by an ordinary user have no capabilities, though this process keeps its own. */
export function clearAmbientCapabilities(): void {
  check(prctlRaw(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), "prctl");
}
