// `pause`: the process that serves the connection is stopped for a time, and goes on. It reads nothing meanwhile; its
// kernel acknowledges for it until the receive queue is full.

import { pidfdSendSignal } from "../sys/pidfd.ts";
import { LASTS } from "./amount.ts";
import type { TakesAmount } from "./fault.ts";
import { BEARS } from "./reasonable.ts";
import { SIGSTOP } from "./signals.ts";
import { continueProcess } from "./stop.ts";

export const pause: TakesAmount = {
  name: "pause",
  summary: "SIGSTOP, and SIGCONT after MS milliseconds: meanwhile the process reads nothing",
  button: "Pause the process",
  doneBy: "SIGSTOP and SIGCONT",
  amount: LASTS,
  expects: { endings: ["silence"], process: "paused", lives: true },
  reasonable: BEARS,
  describe: ({ pid }, amount) => `SIGSTOP to process ${pid}, which serves this connection, for ${amount} ms`,
  async inflict({ target, waitForStop, waitForContinue }) {
    pidfdSendSignal(target.pidfd, SIGSTOP);
    await waitForStop();
    return async () => {
      const done = continueProcess(target.pid);
      await waitForContinue();
      return done;
    };
  },
};
