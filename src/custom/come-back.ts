// Starts the server again after a while.

import { failure } from "../failure.ts";
import { type RefusalName, faults } from "../fault/index.ts";
import { faultOf, hostOf } from "../inside/inflict-fault.ts";
import { askCount, askCountOfDead } from "./count.ts";
import { endFault } from "./end-fault.ts";
import { takeOver } from "../inside/take-over.ts";
import { refuseNewcomers } from "./refuse-newcomers.ts";
import { after, ofKind } from "../timeline/queries.ts";
import type { Experiment } from "../inside/experiment.ts";
import { wireOf } from "../inside/wire-holds.ts";
import { recordProcesses } from "../inside/serving-process.ts";
import { type Session, listening, startServer } from "../inside/session.ts";

export async function bringBack(session: Pick<Session, "experiment" | "heals" | "sinceNs">): Promise<void> {
  const { experiment } = session;
  const { custom } = experiment.spec;
  if (custom?.comeBackMs === undefined || faultOf(experiment).isControl) return;
  await experiment.timeline.watch(
    custom.comeBackMs,
    () => undefined,
    () => undefined,
  );
  if (custom.thenServer !== undefined) {
    await takeOver(experiment, custom.thenServer);
    return await askCount(experiment, custom, "before");
  }
  await endFault(session, WITHOUT);
  await undo(session);
  // A server with a process for each connection is still there, and so is one with a supervisor.
  if (listening(experiment)) {
    if (faultOf(experiment).recover !== undefined) return recordProcesses(experiment);
    experiment.record({ kind: "recovered", text: STILL_THERE });
    recordProcesses(experiment);
  } else {
    if (custom.comeBackAs === undefined) await askCountOfDead(experiment, custom);
    await startAgain(experiment, custom.comeBackAs);
  }
  if (custom.comeBackAs === undefined) await askCount(experiment, custom, "back");
}

async function startAgain(experiment: Experiment, refusal: RefusalName | undefined): Promise<void> {
  try {
    if (stopsProcesses(refusal)) await startRefusing(experiment);
    else await startServer(experiment); // the wire still loses the SYNs that it lost
  } catch (error) {
    throw failure(
      3,
      `The server could not be started again. ${(error as Error).message}`,
      "While its old connections are in the table, a server needs SO_REUSEADDR to listen again (socket(7)).",
    );
  }
}

/** What was done to the old processes is to be done to the new ones. */
function stopsProcesses(refusal: RefusalName | undefined): boolean {
  return refusal !== undefined && faults[refusal].expects.process === "stopped";
}

/** Until it is wedged again no SYN reaches it: a client that tries all the time would be faster. */
async function startRefusing(experiment: Experiment): Promise<void> {
  const unready = await wireOf(experiment).drop({ direction: "client->server", flags: "S", without: "." });
  await startServer(experiment);
  await refuseNewcomers(experiment);
  await unready.forget();
}

const WITHOUT = "Leave out `--after come-back`.";
const STILL_THERE = "the server listens all the time: it need not be started again";

/** What a stopped process and a host that is off need in addition to a start. */
async function undo({ experiment, sinceNs = 0 }: Pick<Session, "experiment" | "sinceNs">): Promise<void> {
  const { name, recover, expects } = faultOf(experiment);
  if (recover === undefined) return;
  recordProcesses(experiment); // as the fault has left them
  const host = hostOf(experiment);
  // A host comes back once, however many connections it had.
  const inflicted = after(ofKind(experiment.timeline.observations, "fault"), sinceNs).slice(
    0,
    host === undefined ? undefined : 1,
  );
  for (const { pid } of inflicted) {
    try {
      const beganNs = experiment.timeline.now(); // what it does as soon as it goes on it does because it does
      const text = await recover({ pid, ...(host && { host }) });
      // A host that comes back has forgotten its connections.
      if (expects.process === "ended") experiment.record({ kind: "recovered", text });
      else experiment.record({ kind: "recovered", isUndone: true, text }, beganNs);
    } catch (error) {
      const message = `The fault \`${name}\` could not be undone: ${(error as Error).message}.`;
      throw failure(3, message, WITHOUT);
    }
  }
}
