// One run of the lab: from its beginning to its records, one for each client, with what was seen of it so far in between.

import type { Failure } from "../../failure.ts";
import { NOTHING_TO_COMPARE } from "../../timeline/controls.ts";
import type { Observation } from "../../timeline/observation.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { NetworkRecord, Observer, RunRecord } from "../../timeline/record.ts";
import type { ExperimentSpec } from "../../inside/spec.ts";
import { type Performed, performPlan, recordOf, specOf } from "../../run/plan.ts";
import type { RunRequest } from "../../run/request.ts";
import { serverCommand } from "../../inside/programs.ts";
import { freePlan, walkOf } from "../walks.ts";
import { runOf, sinceConnected } from "../whose.ts";
import type { WrittenOption } from "../as-command.ts";
import type { LabOrder } from "../orders.ts";
import { MOST_CLIENTS } from "../orders.ts";
import { hasHappened } from "../happenings.ts";
import { type LabClient, createClient, faultIn } from "./lab-client.ts";

/** A run of a section (`walks.ts`), or with the user's own programs. */
export type Who = string;
export const OWN: Who = freePlan.name;

export interface LabRequest extends RunRequest {
  /** How it was written on the command line, but for the programs themselves and for what concerns the lab alone. */
  readonly options?: readonly WrittenOption[];
}

interface Where {
  /** Nothing, until it is ready. */
  readonly network: NetworkRecord | undefined;
  readonly observers: readonly Observer[];
}

export interface MadeRun {
  /** Of each client that was connected, and to which something happened. */
  readonly records: readonly RunRecord[];
  /** The numbers of the others that were connected. */
  readonly idle: readonly number[];
  readonly left?: Failure;
}

export interface OneRun {
  readonly server: string;
  readonly title: string;
  where(): Where;
  /** Of all clients, as they came. */
  readonly observations: readonly Observation[];
  /** In the order of their numbers, which count from 1. */
  readonly clients: readonly LabClient[];
  order(order: LabOrder): void;
  /** Resolves when the network is there, if it comes to that. */
  readonly ready: Promise<void>;
  /** Rejects as `runScenario` does. */
  readonly made: Promise<MadeRun>;
}

export interface RunListener {
  /** Something was seen, or the run has become ready. */
  readonly changed: (observation?: Observation) => void;
  readonly reported: (text: string) => void;
}

export function beginRun(who: Who, request: LabRequest, listener: RunListener): OneRun {
  const spec = specFor(who, request);
  const observations: Observation[] = [];
  let where: Where = { network: undefined, observers: [] };
  const { clients, add } = createClients(request, observations, () => where.observers);
  add(who);
  const { opened, order: send } = createOrders();
  const { promise: ready, resolve: isReady } = whenReady();
  const began: RunRequest["began"] = ({ network, observers }) => {
    where = { network, observers };
    listener.changed();
  };
  const observed = (observation: Observation): void => {
    observations.push(observation);
    listener.changed(observation);
  };
  const made = performPlan(
    spec,
    // Without a wire most of the buttons would be dead: nothing else is fallen back on.
    { ...request, network: spec.network, began, observed },
    { networked: isReady, opened, reported: listener.reported },
  ).then(({ evidence, left }) => ({ ...recordsOf(clients, evidence), ...(left && { left }) }));
  return {
    title: spec.title,
    server: serverCommand(spec).shown,
    where: () => where,
    observations,
    clients,
    order(given) {
      if (given.do !== "another") return send(given);
      if (clients.length === MOST_CLIENTS)
        return listener.reported("There are as many clients as there may be.");
      send({ ...given, client: add(given.walk ?? who).number });
      listener.changed();
    },
    ready,
    made,
  };
}

function createClients(
  request: LabRequest,
  observations: readonly Observation[],
  observers: () => readonly Observer[],
): { readonly clients: readonly LabClient[]; readonly add: (walk: Who) => LabClient } {
  const clients: LabClient[] = [];
  const { options } = request;
  const add = (walk: Who): LabClient => {
    const number = clients.length + 1;
    const spec = specFor(walk, request);
    const client = createClient({ number, spec, observations, observers, ...(options && { options }) });
    clients.push(client);
    return client;
  };
  return { clients, add };
}

function whenReady(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
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
  const spec = specOf("lab", walkOf(who)?.plan ?? freePlan, request);
  const onTerminals = {
    server: { on: "terminal", ...start.server },
    client: { on: "terminal", ...start.client },
  } as const;
  return { ...spec, mayRest: true, start: onTerminals, ...(who === OWN && { custom: request.custom }) };
}

function recordsOf(
  clients: readonly LabClient[],
  evidence: Performed["evidence"],
): Pick<MadeRun, "records" | "idle"> {
  const [records, idle]: [RunRecord[], number[]] = [[], []];
  for (const { number, spec } of clients) {
    const own = sinceConnected(runOf(evidence.observations, number));
    const observations = own.map((each, i) => ({ ...each, id: i + 1 }));
    if (number > 1 && ofKind(observations, "connection").length === 0) continue;
    const { name, waitOn, custom } = spec;
    // A section's client echoes what it is told; of another one nothing is known, and there is no control of it either.
    const control = custom && { control: NOTHING_TO_COMPARE };
    const fault = faultIn(observations);
    if (hasHappened(observations))
      records.push(recordOf(spec, { ...evidence, name, waitOn, fault, observations, ...control }));
    else idle.push(number);
  }
  return { records, idle };
}
