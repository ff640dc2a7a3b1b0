// wait(2): the end of children that Node does not know of.

import { declare } from "./libc.ts";

const waitpidRaw = declare<(pid: number, status: null, options: number) => number>(
  "int waitpid(int pid, void *wstatus, int options)",
);

const waitidRaw = declare<(type: number, id: number, info: Uint8Array, options: number) => number>(
  "int waitid(int idtype, unsigned int id, _Inout_ void *infop, int options)",
);

const WNOHANG = 1;
const WEXITED = 4;
const WNOWAIT = 0x0100_0000;
const P_PID = 1;
const CLD_EXITED = 1;

/** How a child of ours ended, an orphan that has come to us too; it stays a zombie. Undefined where it is not ours. */
export function peekEnd(
  pid: number,
): { readonly exitCode: number } | { readonly signal: number } | undefined {
  const info = new Uint8Array(128);
  if (waitidRaw(P_PID, pid, info, WEXITED | WNOHANG | WNOWAIT) < 0) return undefined;
  // siginfo_t: si_signo, si_errno and si_code; then si_pid, si_uid and si_status, from where a pointer may stand.
  const view = new DataView(info.buffer);
  if (view.getInt32(16, true) !== pid) return undefined;
  const status = view.getInt32(24, true);
  return view.getInt32(8, true) === CLD_EXITED ? { exitCode: status } : { signal: status };
}

/**
 * Waits for every child that has ended, however it was started, so that no zombie outlives this process. Node does not learn
 * of its own children among them: for a process that is about to leave.
 */
export function reapAll(): void {
  while (waitpidRaw(-1, null, WNOHANG) > 0);
}
