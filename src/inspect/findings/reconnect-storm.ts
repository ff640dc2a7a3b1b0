// Attempts to connect fail many times a second: a client that tries again without a pause.

import { nameHolders } from "../scan/facts.ts";
import { type FindingRule, groupBy } from "./finding.ts";

/** Fewer are one client that looks whether its server is back. */
const FEWEST = 3;
const PER_SECOND = 5;

export const reconnectStorm: FindingRule = {
  name: "reconnect-storm",
  title: "connecting fails many times a second",
  rule: "A client that has lost its server waits longer before each new attempt, and not the same time as all others (exponential backoff with jitter).",
  remedy:
    "Add a pause that grows, with a random part. `strace -f -e connect -p PID` shows what a process tries.",
  find({ attempts, sockets, processes }) {
    if (attempts === undefined || attempts.failed < FEWEST) return [];
    const perSecond = (attempts.failed * 1000) / attempts.overMs;
    if (perSecond < PER_SECOND) return [];
    const connecting = sockets.filter(({ state, holders }) => state === "SYN_SENT" && holders.length > 0);
    const names = [...groupBy(connecting, (socket) => nameHolders(socket, { processes })).keys()];
    const who =
      names.length === 0
        ? "the sockets are gone before they can be seen"
        : `connecting now: ${names.join(", ")}`;
    return [
      {
        pid: 0,
        sockets: connecting,
        shows: `${attempts.failed} of ${attempts.made} attempts failed in ${Math.round(attempts.overMs)} ms, about ${Math.round(perSecond)} a second (AttemptFails in /proc/net/snmp); ${who}`,
      },
    ];
  },
};
