// The client of UNP 5.12: the server's FIN has come, and the client sleeps in something else.

import { LEAK_FROM, type Neglected, describeAttention, neglectedByProcess } from "./close-wait.ts";
import { ownerOf, unreadOf } from "../scan/facts.ts";
import type { FindingRule, Found } from "./finding.ts";

export const unreadEnd: FindingRule = {
  name: "unread-end",
  title: "the end of file is unread",
  rule: "A program that has two sources of input waits for both at once, or it does not notice that its peer has closed (UNP 5.12, 6.4).",
  remedy: "Wait for the connection too (select, poll, epoll), and close it when a read returns 0.",
  find: (scan) =>
    [...neglectedByProcess(scan).values()]
      .filter((all) => all.length < LEAK_FROM)
      .flatMap((all) => all.filter(({ isUnread }) => isUnread).map(describe)),
};

function describe({ socket, attention, sinceMs }: Neglected): Found {
  const { bytes } = unreadOf(socket);
  const unread = bytes === 0 ? "its FIN is" : `${bytes} bytes and its FIN are`;
  return {
    pid: ownerOf(socket),
    sockets: [socket],
    sinceMs,
    shows: `the peer has closed, ${unread} unread, and ${describeAttention(attention)}`,
  };
}
