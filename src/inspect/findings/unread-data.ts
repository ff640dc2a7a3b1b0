// Data has come and lies there.

import { attentionOf } from "../scan/attention.ts";
import { findListener, listenersOf, ownerOf } from "../scan/facts.ts";
import { describeAttention } from "./close-wait.ts";
import { type FindingRule, countOf } from "./finding.ts";
import { isNeverRead } from "./never-read.ts";
import { isLeftUnread, unreadSinceMs } from "./unread.ts";

export const unreadData: FindingRule = {
  name: "unread-data",
  title: "data is unread",
  rule: "What is not read fills the receive window, and then the peer cannot send, not even what matters (RFC 9293 3.8.6).",
  remedy: "Read the connection whenever it is readable, in a thread that nothing else blocks.",
  find(scan) {
    const listeners = listenersOf(scan);
    const unread = scan.sockets.filter(
      (socket) =>
        socket.state === "ESTABLISHED" &&
        socket.recvQ > 0 &&
        !(isNeverRead(socket) && findListener(socket, listeners)) &&
        isLeftUnread(socket, scan),
    );
    return unread.map((socket) => ({
      pid: ownerOf(socket),
      sockets: [socket],
      sinceMs: unreadSinceMs(socket),
      shows: `${countOf(socket.recvQ, "byte")} unread, and ${describeAttention(attentionOf(socket, scan))}`,
    }));
  },
};
