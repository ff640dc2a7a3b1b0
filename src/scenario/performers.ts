// What is done in each scenario, by its name. Runs inside the experiment's network.

import type { Lab } from "./lab.ts";
import { performSection512 } from "./section-5-12/steps.ts";
import type { ScenarioName } from "./spec.ts";

export const performers: Readonly<Record<ScenarioName, (lab: Lab) => Promise<void>>> = {
  "5.12": performSection512,
};
