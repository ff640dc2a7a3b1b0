// `host-shutdown`: the server's host is shut down in order (UNP 5.16): SIGTERM to every process, some time to end, SIGKILL
// to those that have not, and the host leaves the network.

import { type Fault, hostOf } from "./fault.ts";
import { bringHostBack } from "./host-crash.ts";
import { SIGKILL, SIGTERM, signalAll } from "./signals.ts";
import { ANNOUNCED } from "./reasonable.ts";

/** init(8) gives 5 to 20 seconds; what runs here has nothing to save. */
const GRACE_MS = 300;
const END_MS = 5000;

export const hostShutdown: Fault = {
  name: "host-shutdown",
  summary: "the server's host is shut down: SIGTERM, SIGKILL, then the cable is cut (UNP 5.16)",
  button: "Shut the host down",
  doneBy: "SIGTERM and SIGKILL to every process, and the wire is cut",
  followsReply: true,
  needsTwoHosts: true,
  expects: { endings: ["fin", "rst"], process: "ended", wire: ["cut"] },
  reasonable: ANNOUNCED,
  describe: () => "the server's host is shut down: SIGTERM to every process of it",
  recover: ({ host }) => bringHostBack(host),
  async inflict(means) {
    const pids = means.processes();
    signalAll(pids, SIGTERM);
    const left = await means.waitForEnds(pids, GRACE_MS);
    signalAll(left, SIGKILL);
    await means.waitForEnds(left, END_MS);
    const host = hostOf(means);
    await host.wire.cut();
    host.switch("off");
    host.forgetSockets();
  },
};
