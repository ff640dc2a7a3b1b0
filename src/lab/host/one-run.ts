// One run of the lab: from its beginning to its record, with what was seen of it so far in between.

import { NO_FAULT } from "../../fault/index.ts";
import type { Failure } from "../../failure.ts";
import type { Evidence } from "../../timeline/case.ts";
import { inOrderOfTime } from "../../timeline/in-order.ts";
import type { Observation } from "../../timeline/observation.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { NetworkRecord, Observer, RunRecord } from "../../timeline/record.ts";
import type { ExperimentSpec } from "../../inside/spec.ts";
import { DEFAULTS } from "../../run/options.ts";
import { performPlan, recordOf, specOf } from "../../run/plan.ts";
import type { RunRequest } from "../../run/request.ts";
import { clientCommand, serverCommand } from "../../inside/programs.ts";
import { type labPlans as plans, labPlans } from "../index.ts";
import type { Programs, WrittenOption } from "../as-command.ts";
import type { LabOrder } from "../orders.ts";

/** Which client: one of the book's, or the user's own. */
export type Who = keyof typeof plans;

export interface LabRequest extends RunRequest {
  /** How it was written on the command line, but for the programs themselves and for what concerns the lab alone. */
  readonly options?: readonly WrittenOption[];
}

export interface OneRun {
  readonly commands: RunRecord["commands"];
  readonly programs: Programs;
  readonly title: string;
  /** Nothing, until it is ready. */
  readonly network: NetworkRecord | undefined;
  readonly observers: readonly Observer[];
  /** As they came. */
  readonly observations: readonly Observation[];
  /** What was seen so far, as a finished run would have it. */
  evidence(): Evidence;
  order(order: LabOrder): void;
  /** Resolves when the network is there and the observers are on, if it comes to that. */
  readonly ready: Promise<void>;
  /** Rejects as `runScenario` does. */
  readonly made: Promise<{ readonly record: RunRecord; readonly left?: Failure }>;
}

export interface RunListener {
  /** Something was seen, or the run has become ready. */
  readonly changed: (observation?: Observation) => void;
  readonly reported: (text: string) => void;
}

export function beginRun(who: Who, request: LabRequest, listener: RunListener): OneRun {
  const spec = specFor(who, request);
  const observations: Observation[] = [];
  let where: { readonly network?: NetworkRecord; readonly observers: readonly Observer[] } = {
    observers: [],
  };
  const { opened, order } = createOrders();
  let isReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const made = performPlan(
    spec,
    {
      ...request,
      network: spec.network, // without a wire most of the buttons would be dead: nothing else is fallen back on
      began: ({ network, observers }) => {
        where = { network, observers };
        isReady();
        listener.changed();
      },
      observed(observation) {
        observations.push(observation);
        listener.changed(observation);
      },
    },
    { opened, reported: listener.reported },
  ).then(({ evidence, left }) => {
    const record = recordOf(spec, { ...evidence, fault: faultIn(evidence.observations) });
    return { record, ...(left && { left }) };
  });
  return {
    title: spec.title,
    programs: { ...spec, ...(request.options && { options: request.options }) },
    commands: { server: serverCommand(spec).shown, client: clientCommand(spec).shown },
    get network() {
      return where.network;
    },
    get observers() {
      return where.observers;
    },
    observations,
    evidence: () => evidenceOf(spec, where.observers, inOrderOfTime(observations)),
    order,
    ready,
    made,
  };
}

type Send = (order: LabOrder) => void;

/** What is ordered before the experiment takes orders is sent when it does. */
function createOrders(): { readonly opened: (send: Send) => void; readonly order: Send } {
  const early: LabOrder[] = [];
  let send: Send | undefined;
  return {
    opened(now) {
      send = now;
      early.splice(0).forEach(now);
    },
    order: (order) => void (send ? send(order) : early.push(order)),
  };
}

function specFor(who: Who, request: RunRequest): ExperimentSpec {
  const { start } = request;
  const spec = specOf("lab", labPlans[who], request);
  const onTerminals = {
    server: { on: "terminal", ...start.server },
    client: { on: "terminal", ...start.client },
  } as const;
  return { ...spec, mayRest: true, start: onTerminals, ...(who === "own" && { custom: request.custom }) };
}

/** What the run is about: the first thing that was done to the server. */
function faultIn(observations: readonly Observation[]): string {
  return ofKind(observations, "fault").at(0)?.fault ?? NO_FAULT;
}

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
