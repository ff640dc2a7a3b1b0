// `refuse`: the server is down when its client comes. Nothing listens, and the host answers the SYN with an RST (RFC 9293
// 3.10.7.1).

import type { Fault } from "./fault.ts";
import { ANNOUNCED } from "./reasonable.ts";
import { SIGKILL, signalAll } from "./signals.ts";

/** How long the kernel may take to end processes that were killed. */
const END_MS = 5000;

export const refuse: Fault = {
  name: "refuse",
  summary: "nothing listens when the client connects: an RST answers the SYN",
  doneBy: "SIGKILL to every process before the client comes",
  expects: { endings: ["rst"], process: "ended", tried: true },
  reasonable: ANNOUNCED,
  beforeConnection: true,
  makesOwnMoment: true,
  makesForProxies: "refusal",
  describe: () => "the server is down: SIGKILL to every process of it",
  async inflict({ processes, waitForEnds }) {
    const pids = processes();
    signalAll(pids, SIGKILL);
    const left = await waitForEnds(pids, END_MS);
    if (left.length > 0) throw new Error(`process ${left.join(", ")} has not ended`);
  },
};
