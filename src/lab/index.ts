// The scenario of `deadpeer lab`: an experiment that stays open, in which a reader does what they want.

import type { Scenario } from "../inside/scenario.ts";
import { labRules } from "./lab-rules.ts";
import { performLab } from "./perform.ts";
import { freePlan, walks } from "./walks.ts";

export const labScenario: Scenario = {
  title: "The lab",
  summary: "what somebody did by hand, in a page",
  introduction: "A real server and a real client. What happens to them is up to you.",
  network: "two-hosts",
  needsWire: true,
  runs: [...walks.map(({ plan }) => plan), freePlan],
  perform: performLab,
  rules: labRules,
};
