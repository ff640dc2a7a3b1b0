// `forget-and-reset`: what stands between the hosts forgets the connection, and answers whatever comes of it with an RST, in
// the other host's name. (A NAT gateway and a network load balancer do so after their idle time-out.)

import type { Fault } from "./fault.ts";
import { forgetConnection } from "./forget.ts";
import { ANNOUNCED, SILENT } from "./reasonable.ts";

export const forgetAndReset: Fault = {
  name: "forget-and-reset",
  summary: "a router forgets the connection, and answers the next segment of it with an RST",
  doneBy: "the wire drops all of the connection, and answers with an RST",
  needsTwoHosts: true,
  expects: { endings: ["silence", "rst"], wire: ["reject"] },
  reasonable: ANNOUNCED,
  reasonableInSilence: SILENT,
  cutsReply: true,
  endsConnectionOnly: true,
  describe: () =>
    "a router between the hosts forgets the connection, and answers what comes of it with an RST; nobody dies",
  inflict: (means) => forgetConnection(means, true),
};
