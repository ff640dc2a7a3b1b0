// What each order of the lab does. It throws where that cannot be done; whoever has asked is told why.

import { type FaultName, NO_FAULT, faults } from "../fault/index.ts";
import { failure } from "../failure.ts";
import type { Experiment } from "../inside/experiment.ts";
import { hostOf, inflictOn } from "../inside/inflict-fault.ts";
import { probeServer } from "../inside/probe.ts";
import { waitForContinue } from "../inside/serving-process.ts";
import { type Session, listening, pressKey, startServer, typeLine } from "../inside/session.ts";
import { createSteps } from "../inside/steps.ts";
import { hasEnded } from "../sys/proc.ts";
import type { Fact } from "../timeline/observation.ts";
import { ofKind } from "../timeline/queries.ts";
import { type Cable, createCable } from "./cable.ts";
import { isStop, lastUndoable } from "./facts.ts";
import type { ConnectedClient, LabClients } from "./lab-clients.ts";
import { type Lasting, createLasting } from "./lasting.ts";
import type { LabOrder } from "./orders.ts";
import { walkOf } from "./walks.ts";
import type { Undoing } from "./whose.ts";

type Act = (order: LabOrder) => Promise<void>;
type OrderOf<Name extends LabOrder["do"]> = Extract<LabOrder, { readonly do: Name }>;
/** Each with the client that it is about. */
export type Actions = {
  readonly [Name in Exclude<LabOrder["do"], "finish">]: (
    order: OrderOf<Name>,
    of: ConnectedClient,
  ) => Promise<void> | void;
};

/** @param report what could not be done of something that takes its time: meanwhile other orders are obeyed */
export function createActions(base: Experiment, clients: LabClients, report: (error: unknown) => void): Act {
  const meanwhile = (work: Promise<void>): void => void work.catch(report);
  const lasting = createLasting(report);
  const cable = createCable(base);
  const actions: Actions = {
    say: ({ text }, { session }) => typeLine(session, text),
    press({ key }, { session }) {
      if (key === "ctrl-d") recordNoFault(session);
      pressKey(session, key);
    },
    fault: (order, client) => inflict(base, client, order, { lasting, cable }),
    heal: () => lasting.end(),
    undo: (_, { session }) => undo(base, session, cable),
    ...cable.actions,
    probe: () => meanwhile(probeServer(base)),
    look: (_, { session }) => lookAtSockets(session),
    "restart-server": () => restartServer(base),
    another: ({ client = 0, walk }) => meanwhile(clients.join(client, walk)),
  };
  return async (order) => {
    if (order.do === "finish") return;
    const isNew = order.do === "another";
    const client = clients.client(isNew ? 1 : (order.client ?? 1));
    await (actions[order.do] as (order: LabOrder, of: ConnectedClient) => Promise<void> | void)(
      order,
      client,
    );
  };
}

/** As the section's own run has it, where its end of input is what is looked at. */
function recordNoFault({ experiment: { spec, timeline, record } }: Session): void {
  if (walkOf(spec.name)?.isFaultless !== true || ofKind(timeline.observations, "fault").length > 0) return;
  record({ kind: "fault", fault: NO_FAULT, pid: 0, text: "nothing is done to the server" });
}

/** What is done to the host is done to every client. */
async function inflict(
  base: Experiment,
  { session, serving }: ConnectedClient,
  { fault, amount = faults[fault].amount?.usual }: OrderOf<"fault">,
  { lasting, cable }: { readonly lasting: Lasting; readonly cable: Cable },
): Promise<void> {
  const { inode, owners = [] } = serving() ?? {};
  const owner = owners.at(-1);
  if (inode === undefined || owner === undefined || hasEnded(owner.pid))
    throw failure(3, "No process of the server holds the connection any more.", "Begin again.");
  const { experiment } = session;
  const { record } = faults[fault].needsTwoHosts ? base : experiment;
  const used = {
    ...session,
    heals: [],
    experiment: {
      ...cable.forFaults(experiment),
      spec: { ...experiment.spec, ...(amount !== undefined && { amount }) },
      record: (...[fact, atNs]: Parameters<typeof record>) => record(undoing(fact, fault), atNs),
    },
  };
  await inflictOn(used, faults[fault], owner.pid, inode);
  for (const heal of used.heals) lasting.begin(heal, amount ?? 0);
}

/** Which fault it was that was undone. */
function undoing<F extends Fact>(fact: F, undoes: FaultName): F & Undoing {
  return fact.kind === "recovered" ? { ...fact, undoes } : fact;
}

async function undo(base: Experiment, { experiment, connection }: Session, cable: Cable): Promise<void> {
  const done = lastUndoable(experiment.timeline.observations);
  const { recover } = done ? faults[done.fault] : {};
  if (done === undefined || recover === undefined)
    throw failure(3, "There is nothing to undo.", "Stop a process or crash its host first.");
  const host = hostOf(cable.forFaults(experiment), connection);
  const text = await recover({ pid: done.pid, ...(host && { host }) });
  if (isStop(done)) await waitForContinue(experiment, done.pid);
  const { record } = isStop(done) ? experiment : base;
  record(undoing({ kind: "recovered", ...(isStop(done) && { isUndone: true }), text }, done.fault));
}

/** A step of the section, if this is the moment for it. */
function lookAtSockets({ experiment }: Session): void {
  const { spec, sockets, timeline } = experiment;
  const fault = ofKind(timeline.observations, "fault").at(0);
  const hasTyped = ofKind(timeline.observations, "typed").some(({ atNs }) => atNs > (fault?.atNs ?? 0));
  const inSection = walkOf(spec.name)?.cards.find(({ step }) => step !== undefined)?.step;
  const step = fault && !hasTyped ? (inSection ?? "netstat") : "netstat";
  createSteps(experiment)(step, "The sockets, as netstat shows them.");
  sockets.snapshot();
}

async function restartServer(base: Experiment): Promise<void> {
  if (listening(base)) throw failure(3, "The server listens: it need not be started again.", "");
  await startServer(base);
}
