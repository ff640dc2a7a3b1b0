// `host-reboot`: the server's host crashes and comes back without the connection (UNP 5.15). It answers whatever the client
// sends next with an RST (RFC 9293 3.5.2). Where it sends nothing, nothing tells it: a silence, as after `host-crash`.

import { type Fault, hostOf } from "./fault.ts";
import { endHost } from "./host-crash.ts";
import { ANNOUNCED, SILENT } from "./reasonable.ts";

export const hostReboot: Fault = {
  name: "host-reboot",
  summary: "the server's host crashes and comes back: silence, then an RST (UNP 5.15)",
  button: "Reboot the host",
  doneBy: "as host-crash, and the wire is restored",
  needsTwoHosts: true,
  expects: { endings: ["silence", "rst"], process: "ended", wire: ["cut", "restore"] },
  reasonable: ANNOUNCED,
  reasonableInSilence: SILENT,
  cutsReply: true,
  describe: () => "the server's host crashes, and comes back without its connections",
  async inflict(means) {
    const host = hostOf(means);
    await host.wire.cut();
    await endHost(means);
    host.switch("on");
    await host.wire.restore();
  },
};
