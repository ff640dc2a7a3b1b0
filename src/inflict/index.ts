// The scenario of `deadpeer inflict`: one fault on a connection of programs that are already running.

import { DEFAULT_FAULT } from "../fault/index.ts";
import type { Scenario } from "../inside/scenario.ts";
import { performInflict } from "./perform.ts";

export const inflictScenario: Scenario = {
  title: "A fault on an existing connection",
  summary: "what `deadpeer inflict` does to programs that are already running",
  introduction: "One fault on one connection of a running program.",
  network: "loopback",
  runs: [{ name: "inflict", title: "The client", waitOn: "both", fault: DEFAULT_FAULT }],
  perform: performInflict,
  rules: [],
};
