// The scenario of half a close: one end sends its FIN and still reads. What does a proxy between the two make of it?

import { NO_FAULT } from "../fault/index.ts";
import type { Scenario } from "../inside/scenario.ts";
import { performHalfClose } from "./perform.ts";

export const throughScenario: Scenario = {
  title: "Half a close, through a proxy",
  summary: "what `deadpeer through` does for half a close",
  introduction: "One end sends its FIN and still reads. What does the proxy make of it?",
  network: "two-hosts",
  needsWire: true,
  makesOwnFault: true,
  runs: [{ name: "half", title: "The proxy", waitOn: "terminal", fault: NO_FAULT }],
  perform: performHalfClose,
  rules: [],
};
