// What there is to choose from: names and what each means in a line, for `deadpeer list` and for tests that go through all.

import { type FaultAmount, type FaultName, faultNames, faults as table } from "../fault/index.ts";
import type { Ending } from "../timeline/words.ts";
import type { RunnableName } from "./options.ts";
import { runnableNames } from "./option-table.ts";
import { scenarios as all } from "./scenarios.ts";

export interface ScenarioSummary {
  readonly title: string;
  readonly summary: string;
}

export interface FaultSummary {
  readonly summary: string;
  /** What TCP shows of the server's end when it has worked: one of these. */
  readonly endings: readonly Ending[];
  /** It is the host that dies: it needs the network `two-hosts`. */
  readonly needsTwoHosts: boolean;
  /** The number that can stand behind its name: `outage:MS`, `slow:RATE`. Left out where it takes none. */
  readonly amount?: FaultAmount;
}

export const scenarios: Readonly<Record<RunnableName, ScenarioSummary>> = Object.fromEntries(
  runnableNames.map((name) => [name, { title: all[name].title, summary: all[name].summary }]),
) as Record<RunnableName, ScenarioSummary>;

export const faults: Readonly<Record<FaultName, FaultSummary>> = Object.fromEntries(
  faultNames.map((name) => {
    const { summary, expects, amount, needsTwoHosts = false } = table[name];
    return [name, { summary, endings: expects.endings, needsTwoHosts, ...(amount && { amount }) }];
  }),
) as Record<FaultName, FaultSummary>;
