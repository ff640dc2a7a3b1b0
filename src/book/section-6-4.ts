// UNP 6.4: the client that waits on both its sources.

import { type Rule, differs, holds, unknown } from "../verdict/rule.ts";
import { ofKind } from "../timeline/queries.ts";
import { describeWait, mainThread, waitsOnConnection, waitsOnTerminal } from "../timeline/waits.ts";
import { endOfFileRule, judgeToldAtOnce } from "./shared/rules.ts";
import type { Scenario } from "../inside/scenario.ts";
import { cards64 } from "./cards/section-6-4.ts";
import { performDeath } from "./shared/death.ts";
import { selectClient } from "./shared/clients.ts";

const waits: Rule = {
  id: "6.4.select",
  text: "The client waits on its terminal and on the socket at the same time.",
  needs: ["waiting"],
  judge({ observations, fault }) {
    const before = ofKind(observations, "waiting").filter(({ atNs }) => atNs < (fault?.atNs ?? Infinity));
    const both = before.find((w) => waitsOnTerminal(mainThread(w)) && waitsOnConnection(mainThread(w)));
    if (both) return holds(describeWait(mainThread(both)), both);
    const last = before.at(-1);
    return last
      ? differs(describeWait(mainThread(last)), last)
      : unknown("what it waits for could not be seen");
  },
};

const told: Rule = {
  id: "6.4.told",
  text: "The FIN makes its socket readable: it finds out at once, with nothing typed.",
  needs: ["segments", "output"],
  judge: judgeToldAtOnce,
};

const endOfFile = endOfFileRule("6.4.eof", "Its read gives end of file before the end of its input");

const rules: readonly Rule[] = [waits, told, endOfFile];

export const section64: Scenario = {
  title: "str_cli Function (Revisited)",
  summary: "a client that waits on both its sources finds out at once",
  introduction:
    "The client of 5.12 was blocked in a read of its terminal when the FIN came. This one waits on its terminal and " +
    "on the socket at the same time.",
  network: "two-hosts",
  runs: [{ ...selectClient, fault: "kill" }],
  perform: (experiment) =>
    performDeath(experiment, {
      section: "6.4",
      fault: "The process that serves this connection is killed.",
      secondLine: "The client has not reacted. A second line is typed.",
    }),
  rules,
  cards: cards64,
};
