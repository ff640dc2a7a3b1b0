// UNP 5.13: a client that writes twice without reading.

import { hasFlag } from "../timeline/conversation.ts";
import { findExit } from "../timeline/queries.ts";
import { type Rule, differs, holds } from "../verdict/rule.ts";
import { formatDuration, formatEnd } from "../timeline/units.ts";
import { judgeMessage } from "./shared/rules.ts";
import { printedAfter, resetArrivedAfter, secondLine, sent, textOf } from "./shared/evidence.ts";
import type { Scenario } from "../inside/scenario.ts";
import { cards513 } from "./cards/section-5-13.ts";
import { performDeath } from "./shared/death.ts";

const first: Rule = {
  id: "5.13.first",
  text: "The server's FIN has come, unread. The first write succeeds, and is answered with an RST.",
  needs: ["segments"],
  judge(seen) {
    const typed = secondLine(seen);
    if (typed === undefined || seen.ending === undefined || !hasFlag(seen.ending, "F"))
      return differs("there was no FIN before a second line", seen.ending ?? seen.fault);
    const write = sent(seen, "client->server").find((s) => s.atNs > typed.atNs && s.length > 0);
    if (write === undefined) return differs("the client sent nothing", typed);
    const rst = resetArrivedAfter(seen, write.atNs);
    if (rst === undefined) return differs("no RST came", write);
    return holds(`${write.text}; ${rst.text}, ${formatDuration(rst.atNs - write.atNs)} later`, write, rst);
  },
};

const second: Rule = {
  id: "5.13.second",
  text: "The second write sends nothing: the connection no longer exists.",
  needs: ["segments"],
  judge(seen) {
    const typed = secondLine(seen);
    const rst = typed && resetArrivedAfter(seen, typed.atNs);
    if (rst === undefined) return differs("there was no RST", typed);
    const later = sent(seen, "client->server").find(({ atNs }) => atNs > rst.atNs);
    return later ? differs(`it sent ${later.text}`, rst, later) : holds("nothing after the RST", rst);
  },
};

const signal: Rule = {
  id: "5.13.sigpipe",
  text: "It raises SIGPIPE, which ends the process without a message.",
  onlyFor: "default",
  needs: ["output"],
  judge(seen) {
    const exit = findExit(seen.observations, "client");
    const text = textOf(printedAfter(seen, secondLine(seen)?.atNs ?? 0));
    if (exit === undefined) return differs("it did not end", seen.fault);
    const note = `${formatEnd(exit)}; ${text === "" ? "it printed nothing" : `it printed: ${text}`}`;
    return exit.signal === "SIGPIPE" && text === "" ? holds(note, exit) : differs(note, exit);
  },
};

const error: Rule = {
  id: "5.13.epipe",
  text: "Where the signal is ignored, the write fails with EPIPE.",
  onlyFor: "ignored",
  needs: ["output"],
  judge: (seen) => judgeMessage(seen, secondLine(seen)?.atNs ?? 0, /EPIPE/),
};

const rules: readonly Rule[] = [first, second, signal, error];

export const section513: Scenario = {
  title: "SIGPIPE Signal",
  summary: "a client writes twice to a server that is gone: an RST, then SIGPIPE or EPIPE",
  introduction:
    "A server has been killed, and its client writes without having read. The first write is answered with an RST. " +
    "What happens to the second?",
  network: "loopback",
  runs: [
    {
      name: "default",
      title: "A client that leaves SIGPIPE alone",
      waitOn: "terminal",
      fault: "kill",
      clientOptions: ["--write", "twice", "--sigpipe", "default"],
    },
    {
      name: "ignored",
      title: "A client that ignores SIGPIPE",
      waitOn: "terminal",
      fault: "kill",
      clientOptions: ["--write", "twice", "--sigpipe", "ignore"],
    },
  ],
  perform: (experiment) =>
    performDeath(experiment, {
      section: "5.13",
      fault: "The process that serves this connection is killed.",
      secondLine: "A second line is typed. The client writes its first byte, and then the rest.",
    }),
  rules,
  cards: cards513,
};
