// `reset`: the server's end aborts the connection with an RST (RFC 9293 3.10.5); no process dies.

import { close } from "../sys/io.ts";
import { pidfdGetfd } from "../sys/pidfd.ts";
import { abortConnection } from "../sys/socket.ts";
import type { Fault } from "./fault.ts";
import { ANNOUNCED } from "./reasonable.ts";

export const reset: Fault = {
  name: "reset",
  summary: "the server's end aborts with an RST; no process dies",
  button: "Reset",
  doneBy: "the server's socket is destroyed: connect(2) with AF_UNSPEC",
  cutsReply: true,
  expects: { endings: ["rst"] },
  reasonable: ANNOUNCED,
  worksWithoutNewcomers: true,
  endsConnectionOnly: true,
  isInDefaultSuite: true,
  makesForProxies: "rst",
  describe: ({ pid }) => `connect(AF_UNSPEC) on the server's socket, which process ${pid} holds: an abort`,
  inflict({ target: { pidfd, fd } }) {
    const duplicate = pidfdGetfd(pidfd, fd);
    try {
      abortConnection(duplicate);
    } finally {
      close(duplicate);
    }
  },
};
