// `command`: somebody else's command is the fault: an administrator ends the client's connection at the server
// (`CLIENT KILL`, `pg_terminate_backend`), or something that deadpeer does not know of is done to it.

import type { Fault } from "./fault.ts";
import { ANNOUNCED } from "./reasonable.ts";

export const command: Fault = {
  name: "command",
  summary: "a command of yours (--fault-command) ends the connection, as an administrator's does",
  doneBy: "the command (--fault-command)",
  expects: { endings: ["fin", "rst"] },
  reasonable: ANNOUNCED,
  endsConnectionOnly: true,
  needsCommand: true,
  describe: ({ pid }, _, line = "") => `somebody else, about process ${pid}: ${line}`,
  inflict: (means) => means.runCommand(),
};
