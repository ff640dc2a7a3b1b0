// `terminate`: the process that serves the connection is asked to end, and ends as it sees fit.

import { pidfdSendSignal } from "../sys/pidfd.ts";
import type { Fault } from "./fault.ts";
import { SIGTERM } from "./signals.ts";

export const terminate: Fault = {
  name: "terminate",
  summary: "SIGTERM to the process that serves the connection",
  expects: { endings: ["fin", "rst"], process: "ended" },
  describe: ({ pid }) => `SIGTERM to process ${pid}, which serves this connection`,
  inflict: ({ target }) => pidfdSendSignal(target.pidfd, SIGTERM),
};
