// What each order of the lab does. It throws where that cannot be done; whoever has asked is told why.

import { type FaultName, faults } from "../fault/index.ts";
import { failure } from "../failure.ts";
import { hostOf, inflictOn } from "../inside/inflict-fault.ts";
import { probeServer } from "../inside/probe.ts";
import { type Serving, findServing, waitForContinue } from "../inside/serving-process.ts";
import { type Session, listening, pressKey, startServer, typeLine } from "../inside/session.ts";
import { createSteps } from "../inside/steps.ts";
import { matchConnection, wireOf } from "../inside/wire-holds.ts";
import { hasEnded } from "../sys/proc.ts";
import { ofKind } from "../timeline/queries.ts";
import type { Hold } from "../wire/wire.ts";
import { isStop, lastUndoable } from "./facts.ts";
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
    undo: () => undo(session),
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

async function undo({ experiment, connection }: Session): Promise<void> {
  const done = lastUndoable(experiment.timeline.observations);
  const { recover } = done ? faults[done.fault] : {};
  if (done === undefined || recover === undefined)
    throw failure(3, "There is nothing to undo.", "Stop a process or crash its host first.");
  const host = hostOf(experiment, connection);
  const text = await recover({ pid: done.pid, ...(host && { host }) });
  if (isStop(done)) await waitForContinue(experiment, done.pid);
  experiment.record({ kind: "recovered", isUndone: true, text });
}

type Cable = Pick<Actions, "cut" | "restore" | "hold" | "release" | "release-one" | "delay">;

function createCable(session: Session): Cable {
  const { experiment } = session;
  let hold: Hold | undefined;
  const held = (): Hold => {
    if (hold === undefined) throw failure(3, "Nothing is being held.", "Hold something first.");
    return hold;
  };
  return {
    cut: ({ direction }) => wireOf(experiment).cut(direction),
    restore: () => wireOf(experiment).restore(),
    delay: ({ ms }) => wireOf(experiment).delay(ms),
    async hold({ direction }) {
      if (hold !== undefined) throw failure(3, "Segments are being held already.", "Release them first.");
      hold = await wireOf(experiment).hold({ ...matchConnection(session), direction });
    },
    async release() {
      await held().release();
      hold = undefined;
    },
    async "release-one"({ frame }) {
      const { rule, releaseOne } = held();
      await experiment.drain(); // what is held may not have been reported yet
      const there = heldFrames(experiment.timeline.observations, rule);
      const place = there.findIndex(({ wire }) => wire?.frame === frame);
      if (place < 0) throw failure(3, "That segment is no longer held.", "Choose another.");
      await releaseOne(place);
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
