// `terminate`: the process that serves the connection is asked to end, and ends in its own way.

import { pidfdSendSignal } from "../sys/pidfd.ts";
import { type Fault, andOthers } from "./fault.ts";
import { SIGTERM, signalAll } from "./signals.ts";
import { ANNOUNCED } from "./reasonable.ts";

export const terminate: Fault = {
  name: "terminate",
  summary: "SIGTERM to the process that serves the connection",
  button: "Terminate",
  doneBy: "SIGTERM",
  followsReply: true,
  expects: { endings: ["fin", "rst"], process: "ended", mayGoOn: "it handles or ignores SIGTERM" },
  reasonable: ANNOUNCED,
  describe: (target) => `SIGTERM to process ${target.pid}, which serves this connection${andOthers(target)}`,
  inflict({ target }) {
    signalAll(target.others, SIGTERM);
    pidfdSendSignal(target.pidfd, SIGTERM);
  },
};
