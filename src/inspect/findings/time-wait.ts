// TIME_WAIT by the thousand: a client that makes a connection for each request.

import type { FindingRule } from "./finding.ts";
import { commonPorts } from "./orphans.ts";

const MANY = 1000;

export const timeWait: FindingRule = {
  name: "time-wait",
  title: "masses of TIME_WAIT",
  rule: "Who closes first keeps the pair of endpoints for a minute, and a client that does runs out of ports at some 28 000 a minute to one server (RFC 9293 3.6.1, UNP 2.7).",
  remedy:
    "Keep connections open and use them again (HTTP keep-alive, a pool). TIME_WAIT itself is no fault, and not to be shortened.",
  find({ sockets }) {
    const waiting = sockets.filter(({ state }) => state === "TIME_WAIT");
    if (waiting.length < MANY) return [];
    return commonPorts(waiting)
      .filter(([, count]) => count >= MANY)
      .map(([port, count]) => ({
        pid: 0,
        sockets: waiting.filter(({ local, remote }) => local.port === port || remote.port === port),
        shows: `${count} connections in TIME_WAIT with port ${port}`,
      }));
  },
};
