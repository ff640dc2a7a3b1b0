// What can be walked in the lab: each run of each section of the book, made from the only table of them. Pure.

import { book, sectionNames } from "../book/index.ts";
import { terminalClient } from "../book/shared/clients.ts";
import { NO_FAULT } from "../fault/index.ts";
import type { Card } from "../inside/card.ts";
import type { RunPlan, Scenario } from "../inside/scenario.ts";

export interface Walk {
  /** `5.14/keepalive`: the run's name in the lab. */
  readonly id: string;
  readonly section: string;
  readonly scenario: Scenario;
  /** As the section has it, but nothing is done to the server by itself. */
  readonly plan: RunPlan;
  /** The run's name in its section. */
  readonly run: string;
  readonly cards: readonly Card[];
  /** In the section nothing is done to the server in this run. */
  readonly isFaultless: boolean;
}

/** As in the book: the server listens everywhere, and keeps one child ready. */
const SERVER_OPTIONS = ["--spare", "1", "--host", "0.0.0.0"];

export const walks: readonly Walk[] = sectionNames.flatMap((section) => {
  const scenario = book[section];
  return scenario.runs.map((plan): Walk => {
    const id = `${section}/${plan.name}`;
    const { name: run, serverOptions = SERVER_OPTIONS } = plan;
    const { [run]: cards = [] } = scenario.cards ?? {};
    const inLab = { ...plan, name: id, serverOptions, fault: NO_FAULT };
    return { id, section, scenario, plan: inLab, run, cards, isFaultless: plan.fault === NO_FAULT };
  });
});

const byId: ReadonlyMap<string, Walk> = new Map(walks.map((walk) => [walk.id, walk]));

/** Undefined for a run that follows no section. */
export function walkOf(id: string): Walk | undefined {
  return byId.get(id);
}

/** The next run of the section, or the first of the next section; undefined after the last. */
export function walkAfter(id: string): Walk | undefined {
  const place = walks.findIndex((walk) => walk.id === id);
  return place < 0 ? undefined : walks[place + 1];
}

/** The first run of a section with that client, of whatever client where none is asked for. */
export function firstWalk(section: string, waitOn?: RunPlan["waitOn"]): Walk | undefined {
  return walks.find(
    (walk) => walk.section === section && (waitOn === undefined || walk.plan.waitOn === waitOn),
  );
}

/** The name of a run of the user's own programs. */
export const FREE = "free";

export const freePlan: RunPlan = {
  ...terminalClient,
  serverOptions: SERVER_OPTIONS,
  fault: NO_FAULT,
  name: FREE,
  title: "The lab",
};
