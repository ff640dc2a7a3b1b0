// UNP 5.15: the server's host crashes and comes back.

import { type Rule, differs, holds } from "../verdict/rule.ts";
import { formatDuration } from "../timeline/units.ts";
import { arrivals } from "../timeline/conversation.ts";
import { judgeMessage, idleRule } from "./shared/rules.ts";
import { resetArrivedAfter, secondLine, sendings } from "./shared/evidence.ts";
import type { Scenario } from "../inside/scenario.ts";
import { cards515 } from "./cards/section-5-15.ts";
import { performDeath } from "./shared/death.ts";
import { terminalClient, selectClient, oneChild } from "./shared/clients.ts";

const nothing: Rule = {
  id: "5.15.silence",
  text: "The crash sends nothing, and neither does the host once it is back: no FIN, no RST.",
  needs: ["segments"],
  judge(seen) {
    const fromNs = seen.fault?.atNs ?? 0;
    const toNs = secondLine(seen)?.atNs ?? Number.POSITIVE_INFINITY;
    const come = arrivals(seen.segments).find(
      ({ direction, arrivedAtNs }) =>
        direction === "server->client" && arrivedAtNs > fromNs && arrivedAtNs < toNs,
    );
    return come
      ? differs(`${come.text} came`, come)
      : holds("nothing came until a line was typed", seen.fault);
  },
};

const idle = idleRule("5.15.idle", "A client that sends nothing does not find out.");

const reset: Rule = {
  id: "5.15.rst",
  text: "The host answers the client's next segment with an RST: it does not know the connection.",
  needs: ["segments"],
  judge(seen) {
    const [line] = sendings(seen);
    const rst = line && resetArrivedAfter(seen, line.atNs);
    if (line === undefined || rst === undefined) return differs("no RST came", line ?? seen.fault);
    return holds(`${rst.text}, ${formatDuration(rst.atNs - line.atNs)} after the line`, line, rst);
  },
};

const error: Rule = {
  id: "5.15.reset",
  text: "The client, blocked in its read, gets ECONNRESET.",
  needs: ["output"],
  judge: (seen) => judgeMessage(seen, secondLine(seen)?.atNs ?? 0, /ECONNRESET/),
};

const rules: readonly Rule[] = [nothing, idle, reset, error];

export const section515: Scenario = {
  title: "Crashing and Rebooting of Server Host",
  summary: "the host comes back without its connections: an RST, ECONNRESET",
  introduction:
    "The server's host crashes and comes back while the client waits for its user. It no longer knows " +
    "the connection. When does the client find out?",
  network: "two-hosts",
  runs: [
    { ...terminalClient, ...oneChild, fault: "host-reboot" },
    { ...selectClient, ...oneChild, fault: "host-reboot" },
  ],
  perform: (experiment) =>
    performDeath(experiment, {
      section: "5.15",
      fault: "The server's host crashes, and comes back.",
      secondLine: "A second line is typed. The host does not know the connection.",
    }),
  rules,
  cards: cards515,
};
