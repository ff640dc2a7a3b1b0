// `slow`: the server's host sends no more than RATE bytes a second until the end of the run, in small segments, as on a slow
// line: a token bucket at its interface (tc-tbf(8)). Its TCP knows what still waits there, and sends none of it again.

import { SPEED } from "./amount.ts";
import { type TakesAmount, hostOf } from "./fault.ts";
import { BEARS } from "./reasonable.ts";

export const slow: TakesAmount = {
  name: "slow",
  summary: "the server's host sends no more than RATE bytes a second, for the rest of the run",
  button: "Slow line",
  doneBy: "a token bucket at the host's interface (tc-tbf(8))",
  amount: SPEED,
  needsTwoHosts: true,
  expects: { endings: ["silence"], slow: true, lives: true },
  reasonable: BEARS,
  describe: (_, amount) => `the server's host sends no more than ${amount} bytes per second from now on`,
  inflict: (means) => hostOf(means).limitSpeed(means.amount),
};
