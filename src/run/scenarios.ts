// Everything that can be run, by name: the sections of the book, and the other scenarios.

import { type SectionName, book } from "../book/index.ts";
import { momentScenario } from "../book/moment.ts";
import { idleScenario } from "../custom/idle.ts";
import { customScenario } from "../custom/index.ts";
import { drainScenario } from "../drain/index.ts";
import { inflictScenario } from "../inflict/index.ts";
import { throughScenario } from "../through/index.ts";
import { labScenario } from "../lab/index.ts";
import type { Scenario } from "../inside/scenario.ts";

const others = {
  moment: momentScenario as Scenario,
  experiment: customScenario as Scenario,
  inflict: inflictScenario as Scenario,
  idle: idleScenario as Scenario,
  drain: drainScenario as Scenario,
  through: throughScenario as Scenario,
  lab: labScenario as Scenario,
} as const;

export type ScenarioName = SectionName | keyof typeof others;

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = { ...book, ...others };

/** For a name from outside: a command line, a saved document. */
export function isScenario(name: string): name is ScenarioName {
  return Object.hasOwn(scenarios, name);
}
