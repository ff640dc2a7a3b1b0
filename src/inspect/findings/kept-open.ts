// The end of file was read, and the socket kept.

import { LEAK_FROM, type Neglected, describeAttention, neglectedByProcess } from "./close-wait.ts";
import { ownerOf } from "../scan/facts.ts";
import type { FindingRule, Found } from "./finding.ts";

export const keptOpen: FindingRule = {
  name: "kept-open",
  title: "read to its end, and never closed",
  rule: "Who has read the end of file and has nothing more to send closes: until then the connection is half-closed and stays in CLOSE_WAIT for ever (RFC 9293 3.6, UNP 2.6).",
  remedy: "Close the connection when a read returns 0; in a pool, remove it from the pool as well.",
  find: (scan) =>
    [...neglectedByProcess(scan).values()]
      .filter((all) => all.length < LEAK_FROM)
      .flatMap((all) => all.filter(({ isUnread }) => !isUnread).map(describe)),
};

function describe({ socket, attention, sinceMs }: Neglected): Found {
  return {
    pid: ownerOf(socket),
    sockets: [socket],
    sinceMs,
    shows: `the peer has closed, the end of file was read, nothing was sent since, and ${describeAttention(attention)}`,
  };
}
