// How a process ended that nobody has waited for yet, whoever's child it is: the last field of /proc/PID/stat (proc(5)).

import { type WaitStatus, decodeWaitStatus } from "./pidfd.ts";
import { readIfAllowed } from "./proc.ts";

/** The first is the one behind the name, which may have a blank in it: the state. */
const EXIT_CODE = 49;

/** Undefined where it is no zombie, or not ours to look at. */
export function zombieEnd(pid: number): WaitStatus | undefined {
  const stat = readIfAllowed(`/proc/${pid}/stat`) ?? "";
  const fields = stat
    .trimEnd()
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ");
  const status = Number(fields[EXIT_CODE]);
  if (fields[0] !== "Z" || !Number.isInteger(status)) return undefined;
  return status !== 0 || isTold(pid) ? decodeWaitStatus(status) : undefined;
}

/**
 * Whoever may not trace it reads 0 there; and nothing here, by the same rule (ptrace(2), PTRACE_MODE_READ_FSCREDS). A
 * zombie's files are root's, though, so an ordinary user is not told of a 0.
 */
function isTold(pid: number): boolean {
  return readIfAllowed(`/proc/${pid}/io`) !== undefined;
}
