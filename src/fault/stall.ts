// `stall`: the server lives, reads and works, and for a time nothing that it says arrives: its data is held on the wire, and
// its bare acknowledgments pass. A process that is stopped (`pause`) reads nothing; this one takes what comes.

import { LASTS } from "./amount.ts";
import { type TakesAmount, hostOf } from "./fault.ts";
import { BEARS } from "./reasonable.ts";

export const stall: TakesAmount = {
  name: "stall",
  summary: "for MS milliseconds the server takes what comes, TCP acknowledges it, and no answer arrives",
  button: "Stall",
  doneBy: "the wire holds the server's data",
  amount: LASTS,
  needsTwoHosts: true,
  expects: { endings: ["silence"], wire: ["hold", "release"], lives: true },
  reasonable: BEARS,
  cutsReply: true,
  isInDefaultTolerance: true,
  describe: (_, amount) => `the server does not answer for ${amount} ms: its data is held, and it lives`,
  async inflict(means) {
    const { wire } = hostOf(means);
    const data = await wire.hold({ direction: "server->client", minLength: 1 });
    const end = await wire.hold({ direction: "server->client", flags: "F" }); // it must not overtake the data
    return async () => {
      await data.release();
      await end.release();
      return "the server answers again";
    };
  },
};
