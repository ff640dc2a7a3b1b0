// The scenario of the user's own programs: an exchange, the fault, silence, the exchange again.

import { DEFAULT_FAULT } from "../fault/index.ts";
import type { Scenario } from "../inside/scenario.ts";
import { performCustom } from "./perform.ts";
import { customRules } from "./rules.ts";

export const customScenario: Scenario = {
  title: "An experiment",
  summary: "your own programs: what --server, --client and --upstream run",
  introduction: "A server dies. What does its client do?",
  network: "loopback",
  runs: [{ name: "experiment", title: "The client", waitOn: "both", fault: DEFAULT_FAULT }],
  perform: performCustom,
  rules: customRules,
};
