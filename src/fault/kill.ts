// `kill`: the process that serves the connection gets SIGKILL, and the kernel closes its descriptors (UNP 5.12).

import { pidfdSendSignal } from "../sys/pidfd.ts";
import { type Fault, andOthers } from "./fault.ts";
import { SIGKILL, signalAll } from "./signals.ts";
import { ANNOUNCED } from "./reasonable.ts";

export const kill: Fault = {
  name: "kill",
  summary: "SIGKILL to the process that serves the connection (UNP 5.12)",
  button: "Kill",
  doneBy: "SIGKILL",
  followsReply: true,
  // An RST instead of the FIN when bytes lie unread in its receive queue (RFC 2525 2.17), or SO_LINGER says so.
  expects: { endings: ["fin", "rst"], process: "ended" },
  reasonable: ANNOUNCED,
  worksWithoutNewcomers: true,
  isInDefaultSuite: true,
  describe: (target) => `SIGKILL to process ${target.pid}, which serves this connection${andOthers(target)}`,
  inflict({ target }) {
    signalAll(target.others, SIGKILL);
    pidfdSendSignal(target.pidfd, SIGKILL);
  },
};
