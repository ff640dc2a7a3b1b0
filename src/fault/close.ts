// `close`: the server's end closes in order, and no process dies: the normal close of UNP 2.6.

import { close as closeDescriptor } from "../sys/io.ts";
import { pidfdGetfd } from "../sys/pidfd.ts";
import { shutdownBoth } from "../sys/socket.ts";
import type { Fault } from "./fault.ts";
import { ANNOUNCED } from "./reasonable.ts";

export const close: Fault = {
  name: "close",
  summary: "the server's end closes in order; no process dies (UNP 2.6)",
  button: "Close",
  doneBy: "shutdown(2) of the server's socket",
  followsReply: true,
  expects: { endings: ["fin"] },
  reasonable: ANNOUNCED,
  worksWithoutNewcomers: true,
  endsConnectionOnly: true,
  makesForProxies: "fin",
  describe: ({ pid }) => `shutdown(SHUT_RDWR) of the server's socket, as process ${pid} could do it`,
  inflict({ target: { pidfd, fd } }) {
    const duplicate = pidfdGetfd(pidfd, fd);
    try {
      shutdownBoth(duplicate);
    } finally {
      // A duplicate keeps the socket open, so it must be closed at once.
      closeDescriptor(duplicate);
    }
  },
};
