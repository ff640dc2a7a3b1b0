// prctl(2): what a process inherits and leaves behind.

import { exitAtOnce } from "./exit.ts";
import { check, declare } from "./libc.ts";

const prctlRaw = declare<(option: number, a: number, b: number, c: number, d: number) => number>(
  "int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)",
);

const capgetRaw = declare<(header: Uint32Array, data: Uint32Array) => number>(
  "int capget(_Inout_ void *header, _Out_ void *data)",
);
const capsetRaw = declare<(header: Uint32Array, data: Uint32Array) => number>(
  "int capset(_Inout_ void *header, const void *data)",
);

const LINUX_CAPABILITY_VERSION_3 = 0x20080522;
const PR_SET_PDEATHSIG = 1;
const PR_SET_CHILD_SUBREAPER = 36;
const PR_CAP_AMBIENT = 47;
const PR_CAP_AMBIENT_IS_SET = 1;
const PR_CAP_AMBIENT_CLEAR_ALL = 4;
const CAP_SYS_ADMIN = 21;

/** This process gets `signal` when the thread that started it ends; if that has happened already, it ends now. */
export function dieWithParent(signal: number, parentPid: number): void {
  check(prctlRaw(PR_SET_PDEATHSIG, signal, 0, 0, 0), "prctl");
  if (process.ppid !== parentPid) exitAtOnce(0);
}

/** Orphans among this process's descendants become its children, so that none escapes (PR_SET_CHILD_SUBREAPER). */
export function becomeSubreaper(): void {
  check(prctlRaw(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl");
}

/**
 * The capabilities that came with a user namespace (unshare --keep-caps) stay with this process: programs started from now
 * on by an ordinary user have none, not even inheritable ones (capabilities(7)). Root without a user namespace has none of
 * these, and its programs get what they would get outside. To be called on the thread that starts them.
 */
export function keepCapabilitiesFromPrograms(): void {
  if (check(prctlRaw(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_SYS_ADMIN, 0, 0), "prctl") === 0) return;
  check(prctlRaw(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), "prctl");
  // struct __user_cap_header_struct: version, pid; two of __user_cap_data_struct: effective, permitted, inheritable.
  const header = Uint32Array.of(LINUX_CAPABILITY_VERSION_3, 0);
  const data = new Uint32Array(6);
  check(capgetRaw(header, data), "capget");
  data[2] = 0;
  data[5] = 0;
  check(capsetRaw(header, data), "capset");
}
