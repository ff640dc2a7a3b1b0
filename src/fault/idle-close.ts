// `idle-close`: nothing is done, and the server is waited for: after a time with nothing said it closes the connection by
// itself. At `crossing` the client's next request meets that FIN: the race of every pool of kept-alive connections.

import type { Fault } from "./fault.ts";
import { ANNOUNCED } from "./reasonable.ts";

export const idleClose: Fault = {
  name: "idle-close",
  summary: "the server closes by itself a connection that is idle, within the limit (--limit-ms)",
  doneBy: "the server itself",
  expects: { endings: ["fin", "rst"] },
  reasonable: ANNOUNCED,
  isOwnDoing: true,
  describe: ({ pid }) =>
    `nothing is done to process ${pid}, which serves this connection: it closes by itself`,
  inflict: () => undefined,
};
