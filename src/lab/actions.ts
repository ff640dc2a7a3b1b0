// What each order of the lab does. It throws where that cannot be done; whoever has asked is told why.

import { type FaultName, faults } from "../fault/index.ts";
import { failure } from "../failure.ts";
import { inflictOn } from "../inside/inflict-fault.ts";
import { probeServer } from "../inside/probe.ts";
import { type Serving, findServing, waitForContinue } from "../inside/serving-process.ts";
import { type Session, listening, pressKey, startServer, typeLine } from "../inside/session.ts";
import { createSteps } from "../inside/steps.ts";
import { matchConnection, wireOf } from "../inside/wire-holds.ts";
import { hasEnded } from "../sys/proc.ts";
import { ofKind } from "../timeline/queries.ts";
import type { Hold } from "../wire/wire.ts";
import { lastStop } from "./facts.ts";
import { heldFrames } from "./held.ts";
import { GUIDED, NETSTAT } from "./guided.ts";
import type { LabOrder } from "./orders.ts";

type Act = (order: LabOrder) => Promise<void>;
type OrderOf<Name extends LabOrder["do"]> = Extract<LabOrder, { readonly do: Name }>;
type Actions = {
  readonly [Name in Exclude<LabOrder["do"], "finish">]: (order: OrderOf<Name>) => Promise<void> | void;
};

export function createActions(session: Session): Act {
  const { experiment } = session;
  const wire = createCable(session);
  const serving = createServingMemory(session);
  const actions: Actions = {
    say: ({ text }) => typeLine(session, text),
    press: ({ key }) => pressKey(session, key),
    fault: ({ fault }) => inflict(session, fault, serving()),
    continue: () => goOn(session),
    ...wire,
    probe: () => probeServer(experiment),
    look: () => lookAtSockets(session),
    "restart-server": () => restartServer(session),
  };
  return async (order) => {
    if (order.do !== "finish") await (actions[order.do] as Act)(order);
  };
}

/** Once an RST has destroyed the socket, its process is still the one that had it. */
function createServingMemory({ experiment, connection }: Session): () => Serving | undefined {
  let last = findServing(experiment, connection);
  return () => (last = findServing(experiment, connection) ?? last);
}

async function inflict(session: Session, name: FaultName, serving: Serving | undefined): Promise<void> {
  const owner = serving?.owners.at(-1);
  if (serving === undefined || owner === undefined || hasEnded(owner.pid))
    throw failure(3, "No process of the server holds the connection any more.", "Begin again.");
  await inflictOn(session, faults[name], owner.pid, serving.inode);
}

async function goOn({ experiment }: Session): Promise<void> {
  const stopped = lastStop(experiment.timeline.observations);
  const { recover } = stopped ? faults[stopped.fault] : {};
  if (stopped === undefined || recover === undefined)
    throw failure(3, "No process was stopped.", "Stop it first.");
  const text = await recover({ pid: stopped.pid });
  await waitForContinue(experiment, stopped.pid);
  experiment.record({ kind: "recovered", isUndone: true, text });
}

type Cable = Pick<Actions, "cut" | "restore" | "hold" | "release">;

function createCable(session: Session): Cable {
  const { experiment } = session;
  let hold: Hold | undefined;
  return {
    cut: ({ direction }) => wireOf(experiment).cut(direction),
    restore: () => wireOf(experiment).restore(),
    async hold({ direction }) {
      if (hold !== undefined) throw failure(3, "Segments are being held already.", "Release them first.");
      hold = await wireOf(experiment).hold({ ...matchConnection(session), direction });
    },
    async release({ first }) {
      if (hold === undefined) throw failure(3, "Nothing is being held.", "Hold something first.");
      const { rule, release } = hold;
      const isThere =
        first !== undefined && first < heldFrames(experiment.timeline.observations, rule).length;
      hold = undefined;
      await release(isThere ? [first] : undefined);
    },
  };
}

/** A step of the section, if this is the moment for it. */
function lookAtSockets({ experiment }: Session): void {
  const { spec, sockets, timeline } = experiment;
  const fault = ofKind(timeline.observations, "fault").at(0);
  const hasTyped = ofKind(timeline.observations, "typed").some(({ atNs }) => atNs > (fault?.atNs ?? 0));
  const step = spec.name === GUIDED && fault && !hasTyped ? NETSTAT : "netstat";
  createSteps(experiment)(step, "The sockets, as netstat shows them.");
  sockets.snapshot();
}

async function restartServer({ experiment }: Session): Promise<void> {
  if (listening(experiment)) throw failure(3, "The server listens: it need not be started again.", "");
  await startServer(experiment);
}
