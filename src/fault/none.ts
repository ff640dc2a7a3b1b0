// `none`: nothing is done. The control that other faults are compared with.

import type { Fault } from "./fault.ts";
import { SILENT } from "./reasonable.ts";

export const none: Fault = {
  name: "none",
  summary: "nothing is done: the control to compare with",
  doneBy: "nothing",
  expects: { endings: ["none"] },
  reasonable: SILENT,
  cutsReply: true,
  isControl: true,
  describe: () => "nothing is done to the server",
  inflict() {},
};
