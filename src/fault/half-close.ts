// `half-close`: the server will send no more, and keeps reading (UNP 6.6, RFC 9293 3.6.1). No process dies.

import { close } from "../sys/io.ts";
import { pidfdGetfd } from "../sys/pidfd.ts";
import { shutdownWrite } from "../sys/socket.ts";
import type { Fault } from "./fault.ts";
import { WRITES_ON } from "./reasonable.ts";

export const halfClose: Fault = {
  name: "half-close",
  summary: "the server sends its FIN and keeps reading; no process dies (UNP 6.6)",
  button: "Half-close",
  doneBy: "shutdown(2) of the server's socket",
  followsReply: true,
  expects: { endings: ["fin"] },
  reasonable: WRITES_ON,
  worksWithoutNewcomers: true,
  endsConnectionOnly: true,
  isInDefaultSuite: true,
  describe: ({ pid }) => `shutdown(SHUT_WR) of the server's socket, as process ${pid} could do it`,
  inflict({ target }) {
    const duplicate = pidfdGetfd(target.pidfd, target.fd);
    try {
      shutdownWrite(duplicate);
    } finally {
      close(duplicate);
    }
  },
};
