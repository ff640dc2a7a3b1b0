// The scenario of `deadpeer drain`: a server is asked to end while a request is under way and other connections are idle.

import { NO_FAULT } from "../fault/index.ts";
import type { Scenario } from "../inside/scenario.ts";
import { performDrain } from "./perform.ts";
import { drainRules } from "./rules.ts";

export const drainScenario: Scenario = {
  title: "A server that is asked to end",
  summary: "what `deadpeer drain` does: a request under way, idle connections, and a new one",
  introduction: "A server is asked to end. What becomes of what it has to do?",
  network: "two-hosts",
  needsWire: true,
  makesOwnFault: true,
  runs: [{ name: "drain", title: "The server", waitOn: "both", fault: NO_FAULT }],
  perform: performDrain,
  rules: drainRules,
};
