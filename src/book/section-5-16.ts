// UNP 5.16: the server's host is shut down.

import { hasFlag } from "../timeline/conversation.ts";
import { ofKind } from "../timeline/queries.ts";
import { type Rule, differs, holds } from "../verdict/rule.ts";
import { formatDuration, formatEnd } from "../timeline/units.ts";
import { endOfFileRule, idleRule, judgeToldAtOnce } from "./shared/rules.ts";
import { resetArrivedAfter, secondLine, sendings } from "./shared/evidence.ts";
import type { Scenario } from "../inside/scenario.ts";
import { cards516 } from "./cards/section-5-16.ts";
import { performDeath } from "./shared/death.ts";
import { terminalClient, selectClient, oneChild } from "./shared/clients.ts";

const ended: Rule = {
  id: "5.16.signals",
  text: "Every process of the server gets SIGTERM, and later SIGKILL, and is gone.",
  needs: ["processes", "output"],
  judge(seen) {
    const pid = seen.fault?.pid ?? 0;
    const end = ofKind(seen.observations, "process-ended").find((each) => each.pid === pid);
    const server = ofKind(seen.observations, "program-exited").find(({ role }) => role === "server");
    if (end === undefined || server === undefined) return differs("the server did not end", seen.fault);
    return holds(`process ${pid} is gone; the server ended with ${formatEnd(server)}`, end, server);
  },
};

const fin: Rule = {
  id: "5.16.fin",
  text: "Their descriptors are closed as in 5.12: a FIN goes to the client before the host is gone.",
  needs: ["segments"],
  judge({ ending, fault }) {
    if (ending === undefined || !hasFlag(ending, "F")) return differs("no FIN was seen", ending ?? fault);
    return holds(
      `${ending.text}, ${formatDuration(ending.arrivedAtNs - (fault?.atNs ?? 0))} after SIGTERM`,
      ending,
    );
  },
};

const idle = idleRule(
  "5.16.idle",
  "The section's client, blocked in a read of its terminal, does not find out.",
);

const select: Rule = {
  id: "5.16.select",
  text: "The select() client finds out at once.",
  onlyFor: "both",
  needs: ["segments", "output"],
  judge: judgeToldAtOnce,
};

const line: Rule = {
  id: "5.16.line",
  text: "A second line is answered with an RST, as in 5.12.",
  onlyFor: "terminal",
  needs: ["segments"],
  judge(seen) {
    const [first] = sendings(seen);
    if (first === undefined) return differs("no second line was sent", secondLine(seen));
    const rst = resetArrivedAfter(seen, first.atNs);
    // The host that would send it is off.
    if (rst === undefined) return differs("no RST: the host is gone", first);
    return holds(rst.text, first, rst);
  },
};

const endOfFile = endOfFileRule("5.16.eof", "The client's read gives end of file");

const rules: readonly Rule[] = [ended, fin, idle, select, line, endOfFile];

export const section516: Scenario = {
  title: "Shutdown of Server Host",
  summary: "SIGTERM and SIGKILL to every process: for the client the same as 5.12",
  introduction:
    "The server's host is shut down in order: its processes are ended, their descriptors are closed, then it leaves " +
    "the network. How does that differ, for the client, from a process that was killed?",
  network: "two-hosts",
  runs: [
    { ...terminalClient, ...oneChild, fault: "host-shutdown" },
    { ...selectClient, ...oneChild, fault: "host-shutdown" },
  ],
  perform: (experiment) =>
    performDeath(experiment, {
      section: "5.16",
      fault: "The server's host is shut down.",
      secondLine: "A second line is typed. The host is gone.",
    }),
  rules,
  cards: cards516,
};
