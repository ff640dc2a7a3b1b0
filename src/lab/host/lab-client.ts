// One of the clients of a run, as the pages see it: its own part of what was seen, and what follows from that.

import { NO_FAULT } from "../../fault/index.ts";
import { clientCommand } from "../../inside/programs.ts";
import type { ExperimentSpec } from "../../inside/spec.ts";
import { DEFAULTS } from "../../run/options.ts";
import type { Evidence } from "../../timeline/case.ts";
import { inOrderOfTime } from "../../timeline/in-order.ts";
import type { Observation } from "../../timeline/observation.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { Observer } from "../../timeline/record.ts";
import { type WrittenOption, asCommand } from "../as-command.ts";
import type { LabSettings } from "../button-drafts.ts";
import { buttonsFor } from "../buttons.ts";
import { createCardMemory, leftBy } from "../cards.ts";
import { factsOf } from "../facts.ts";
import type { Button, ClientState } from "../messages.ts";
import { walkOf } from "../walks.ts";
import { growingRunOf, sinceConnected } from "../whose.ts";

export interface LabClient {
  readonly number: number;
  readonly spec: ExperimentSpec;
  describe(settings: LabSettings, isOpen: boolean, further: readonly Button[]): ClientState;
}

interface ClientOptions {
  readonly number: number;
  readonly spec: ExperimentSpec;
  /** Of all clients: it grows. */
  readonly observations: readonly Observation[];
  readonly observers: () => readonly Observer[];
  readonly options?: readonly WrittenOption[];
}

export function createClient({ number, spec, observations, observers, options }: ClientOptions): LabClient {
  const run = growingRunOf(observations, number);
  const cardsOf = createCardMemory();
  const walk = walkOf(spec.name);
  const programs = { ...spec, ...(options && { options }) };
  return {
    number,
    spec,
    describe(settings, isOpen, further) {
      const facts = factsOf(run());
      const evidence = evidenceOf(spec, observers(), inOrderOfTime(sinceConnected(run())));
      const cards = cardsOf(evidence);
      const left = leftBy(evidence, cards);
      return {
        number,
        title: spec.title,
        command: clientCommand(spec).shown,
        ...(walk && { walk: walk.id }),
        ...deafBy(facts),
        cards,
        ...(left !== undefined && { left }),
        buttons: isOpen ? forClient([...buttonsFor(facts, settings), ...further], number) : [],
        asCommand: asCommand(evidence.observations, programs),
      };
    },
  };
}

function deafBy({ clientEnded, isConnected }: ReturnType<typeof factsOf>): { readonly deaf?: string } {
  if (clientEnded) return { deaf: "it has ended: begin again, or start another" };
  return isConnected ? {} : { deaf: "it is not connected yet" };
}

function forClient(buttons: readonly Button[], client: number): Button[] {
  return buttons.map((button) => ({ ...button, order: { ...button.order, client } }));
}

/** What the run is about: the first thing that was done to the server. */
export function faultIn(observations: readonly Observation[]): string {
  return ofKind(observations, "fault").at(0)?.fault ?? NO_FAULT;
}

/** What was seen so far, as a finished run would have it. */
function evidenceOf(
  spec: ExperimentSpec,
  observers: readonly Observer[],
  observations: readonly Observation[],
): Evidence {
  return {
    name: spec.name,
    waitOn: spec.waitOn,
    fault: faultIn(observations),
    moment: "idle",
    limits: { watchMs: spec.watchMs, limitMs: spec.limitMs, noticeMs: DEFAULTS.noticeMs },
    observers,
    drops: 0,
    observations,
  };
}
