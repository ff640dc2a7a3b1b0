// `full-queue`: the server accepts nothing, and its accept queue is full when its client comes. Linux drops the SYN then,
// and says nothing (listen(2); net/ipv4/tcp_input.c, tcp_conn_request). Its network lets it have a short queue only.

import type { RefusesNewcomers } from "./fault.ts";
import { goOn, wedge } from "./mute.ts";
import { SILENT } from "./reasonable.ts";

export const fullQueue: RefusesNewcomers = {
  name: "full-queue",
  summary: "the server accepts nothing and its accept queue is full: Linux drops the client's SYN",
  doneBy: "as mute, and deadpeer's own connections fill the accept queue",
  expects: { endings: ["silence"], process: "stopped", tried: true, fullQueue: true },
  reasonable: SILENT,
  beforeConnection: true,
  serverSettings: { "core/somaxconn": "4" },
  makesOwnMoment: true,
  canRefuseNewcomers: true,
  describe: () => "the server is wedged, and deadpeer's own connections fill its accept queue",
  async inflict(means) {
    await wedge(means);
    const empty = await means.fillAcceptQueue();
    return async () => {
      empty();
      return await goOn(means);
    };
  },
};
