// The scenario of `deadpeer lab`: an experiment that stays open, in which a reader does what they want.

import { selectClient, terminalClient } from "../book/shared/clients.ts";
import { NO_FAULT } from "../fault/index.ts";
import type { RunPlan, Scenario } from "../inside/scenario.ts";
import { FREE, GUIDED, guidedRules } from "./guided.ts";
import { performLab } from "./perform.ts";

/** As in the section: the server listens everywhere, and keeps one child ready. */
const bookServer = { serverOptions: ["--spare", "1", "--host", "0.0.0.0"], fault: NO_FAULT } as const;

export const labPlans: Readonly<Record<"terminal" | "both" | "own", RunPlan>> = {
  terminal: { ...terminalClient, ...bookServer, name: GUIDED },
  both: { ...selectClient, ...bookServer, name: GUIDED },
  own: { ...terminalClient, ...bookServer, name: FREE, title: "The lab" },
};

export const labScenario: Scenario = {
  title: "The lab",
  summary: "what somebody did by hand, in a page",
  introduction: "A real server and a real client. What happens to them is up to you.",
  network: "two-hosts",
  needsWire: true,
  runs: Object.values(labPlans),
  perform: performLab,
  rules: guidedRules,
};
