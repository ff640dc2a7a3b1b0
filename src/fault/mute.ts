// `mute`: the server is wedged when its client comes. It listens, and the kernel completes the handshake for it; no process
// accepts the connection or reads from it.

import type { Means, RefusesNewcomers } from "./fault.ts";
import { SILENT } from "./reasonable.ts";
import { SIGCONT, SIGSTOP, signalAll } from "./signals.ts";

export const mute: RefusesNewcomers = {
  name: "mute",
  summary: "the kernel accepts the client's connection, and the server never does",
  doneBy: "SIGSTOP to every process before the client comes",
  expects: { endings: ["silence"], process: "stopped", tried: true, unaccepted: true },
  reasonable: SILENT,
  beforeConnection: true,
  makesOwnMoment: true,
  canRefuseNewcomers: true,
  describe: () => "the server is wedged: SIGSTOP to every process of it",
  async inflict(means) {
    await wedge(means);
    return () => goOn(means);
  },
};

/** Every process of the server is stopped, those too that it starts meanwhile: each may accept. */
export async function wedge({ processes, waitForStop }: Means): Promise<void> {
  const stopped = new Set<number>();
  for (let pids = processes(); pids.some((pid) => !stopped.has(pid)); pids = processes()) {
    signalAll(pids, SIGSTOP);
    await waitForStop(pids);
    for (const pid of pids) stopped.add(pid);
  }
}

export async function goOn({ processes, waitForContinue }: Means): Promise<string> {
  const pids = processes();
  signalAll(pids, SIGCONT);
  await waitForContinue(pids);
  return "SIGCONT to every process of the server: it goes on";
}
