// `kill-unread`: killed with the client's line unread in its receive queue. The kernel aborts then: an RST, and no FIN
// (RFC 2525 2.17, RFC 9293 3.6.1).

import { pidfdSendSignal } from "../sys/pidfd.ts";
import type { Fault } from "./fault.ts";
import { SIGKILL, SIGSTOP } from "./signals.ts";
import { ANNOUNCED } from "./reasonable.ts";

export const killUnread: Fault = {
  name: "kill-unread",
  summary: "killed with a line of the client unread in its receive queue: RST, no FIN",
  doneBy: "SIGSTOP, and SIGKILL once bytes lie unread",
  expects: { endings: ["rst"], process: "ended", unread: true },
  reasonable: ANNOUNCED,
  makesOwnMoment: true,
  worksWithoutNewcomers: true,
  describe: ({ pid }) => `SIGKILL to process ${pid}, which has not read the line that came`,
  async prepare({ target, waitForStop, leaveLineUnread }) {
    pidfdSendSignal(target.pidfd, SIGSTOP);
    await waitForStop();
    await leaveLineUnread();
  },
  inflict: ({ target }) => pidfdSendSignal(target.pidfd, SIGKILL),
};
