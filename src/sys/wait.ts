// wait(2): the end of children that Node does not know of.

import { declare } from "./libc.ts";

const waitpidRaw = declare<(pid: number, status: null, options: number) => number>(
  "int waitpid(int pid, void *wstatus, int options)",
);

const WNOHANG = 1;

/**
 * Waits for every child that has ended, whoever started it, so that no zombie outlives this process. Node is not told
 * of its own children among them: for a process that is about to leave.
 */
export function reapAll(): void {
  while (waitpidRaw(-1, null, WNOHANG) > 0);
}
