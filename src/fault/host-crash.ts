// `host-crash`: the server's host disappears without warning (UNP 5.14). It sends nothing more.

import { type Fault, type Means, type ServerHost, hostOf } from "./fault.ts";
import { SIGKILL, signalAll } from "./signals.ts";
import { SILENT } from "./reasonable.ts";

/** How long the kernel may take to end processes that were killed. */
const END_MS = 5000;

export const hostCrash: Fault = {
  name: "host-crash",
  summary: "the server's host crashes: silence (UNP 5.14)",
  button: "Crash the host",
  doneBy: "the wire is cut, and the host's processes and sockets are destroyed",
  needsTwoHosts: true,
  expects: { endings: ["silence"], process: "ended", wire: ["cut"] },
  reasonable: SILENT,
  cutsReply: true,
  makesForProxies: "silence",
  describe: () => "the server's host crashes: its cable is cut, its processes and connections are gone",
  recover: ({ host }) => bringHostBack(host),
  async inflict(means) {
    await hostOf(means).wire.cut();
    await endHost(means);
  },
};

/**
 * The host is off before its processes end, so that it sends no FIN for them. The sockets they leave in its kernel are
 * destroyed; otherwise their FINs would be sent once it is on again.
 */
export async function endHost(means: Means): Promise<void> {
  const host = hostOf(means);
  const pids = means.processes();
  host.switch("off");
  signalAll(pids, SIGKILL);
  await means.waitForEnds(pids, END_MS);
  host.forgetSockets();
}

/** Turns the host on and restores its cable. Its connections are gone. */
export async function bringHostBack(host: ServerHost | undefined): Promise<string> {
  if (host === undefined) throw new Error("client and server are on one host");
  host.switch("on");
  await host.wire.restore();
  return "the server's host is on the net again";
}
