// The scenarios there are: a section of the book each.

import type { ScenarioName, WaitOn } from "./spec.ts";

export interface Scenario {
  readonly title: string;
  readonly summary: string;
  /** For somebody who has not read the book. */
  readonly introduction: string;
  /** The clients it is run with, one after the other. */
  readonly clients: readonly WaitOn[];
}

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  "5.12": {
    title: "Termination of Server Process",
    summary: "the child that serves a client is killed: FIN, a second line, RST, end of file",
    introduction:
      "A server gives each of its clients a process of its own. That process is killed while the client waits for " +
      "its user. What does TCP tell the client, and when does the client listen?",
    clients: ["terminal", "both"],
  },
};
