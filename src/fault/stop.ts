// `stop`: the process that serves the connection hangs. Its kernel keeps acknowledging for it.

import { close } from "../sys/io.ts";
import { pidfdOpen, pidfdSendSignal } from "../sys/pidfd.ts";
import type { Fault } from "./fault.ts";
import { SIGCONT, SIGSTOP } from "./signals.ts";
import { SILENT } from "./reasonable.ts";

export const stop: Fault = {
  name: "stop",
  summary: "SIGSTOP: the process hangs, and its kernel keeps acknowledging",
  button: "Stop",
  doneBy: "SIGSTOP",
  expects: { endings: ["silence"], process: "stopped" },
  reasonable: SILENT,
  cutsReply: true,
  isInDefaultSuite: true,
  describe: ({ pid }) => `SIGSTOP to process ${pid}, which serves this connection`,
  async inflict({ target, waitForStop }) {
    pidfdSendSignal(target.pidfd, SIGSTOP);
    await waitForStop();
  },
  recover: ({ pid }) => continueProcess(pid),
};

/** SIGCONT to a process that was stopped. Returns what was done, for people. */
export function continueProcess(pid: number): string {
  const pidfd = pidfdOpen(pid);
  try {
    pidfdSendSignal(pidfd, SIGCONT);
  } finally {
    close(pidfd);
  }
  return `SIGCONT to process ${pid}: it continues`;
}
