// `none`: nothing is done. The control to hold the others against.

import type { Fault } from "./fault.ts";
import { SILENT } from "./reasonable.ts";

export const none: Fault = {
  name: "none",
  summary: "nothing is done: the control to compare with",
  expects: { endings: ["none"] },
  reasonable: SILENT,
  cutsReply: true,
  isControl: true,
  describe: () => "nothing is done to the server",
  inflict() {},
};
