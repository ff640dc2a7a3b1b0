// `swallow`: each SYN of the client is lost on its way, as by a firewall that drops. The server listens and knows nothing of
// it; the client's kernel sends the SYN again and again (tcp_syn_retries: tcp(7)).

import { type RefusesNewcomers, hostOf } from "./fault.ts";
import { SILENT } from "./reasonable.ts";

export const swallow: RefusesNewcomers = {
  name: "swallow",
  summary: "each SYN of the client is lost: it tries again, and how long it does is counted",
  doneBy: "the wire drops SYNs",
  needsTwoHosts: true,
  expects: { endings: ["silence"], wire: ["drop"], tried: true },
  reasonable: SILENT,
  beforeConnection: true,
  makesOwnMoment: true,
  canRefuseNewcomers: true,
  describe: () => "each SYN of the client is lost from now on",
  async inflict(means) {
    const rule = await hostOf(means).wire.drop({
      direction: "client->server",
      flags: "S",
      without: ".",
    });
    return async () => {
      await rule.forget();
      return "the client's SYNs arrive again";
    };
  },
};
