// `host-crash`: the server's host is gone from one moment to the next (UNP 5.14). Nothing of it is heard any more.

import { type Fault, hostOf } from "./fault.ts";
import { SIGKILL, signalAll } from "./signals.ts";

/** How long the kernel may take to end processes that were killed. */
const END_MS = 5000;

export const hostCrash: Fault = {
  name: "host-crash",
  summary: "the server's host crashes: silence (UNP 5.14)",
  needsTwoHosts: true,
  expects: { endings: ["silence"], process: "ended", wire: ["cut"] },
  describe: () => "the server's host crashes: its cable is dead, its processes and connections are no more",
  async inflict(means) {
    const host = hostOf(means);
    // First the cable: of what a crash does not send, nothing must be seen.
    await host.wire.cut();
    await endHost(means);
  },
};

/** Ends the host's processes, and then what their ends have left in the kernel: a crashed host sends no FIN for them. */
export async function endHost(means: Parameters<Fault["inflict"]>[0]): Promise<void> {
  const pids = means.processes();
  signalAll(pids, SIGKILL);
  await means.seeEnded(pids, END_MS);
  hostOf(means).destroySockets();
}
