// The server comes back after a while, as one does that is restarted.

import { failure } from "../failure.ts";
import { faultOf } from "../inside/inflict-fault.ts";
import { recordProcesses } from "../inside/serving-process.ts";
import { type Session, listening, startServer } from "../inside/session.ts";

export async function bringBack({ experiment }: Session): Promise<void> {
  const { custom } = experiment.spec;
  if (custom?.comeBackMs === undefined || faultOf(experiment).isControl) return;
  await experiment.timeline.watch(
    custom.comeBackMs,
    () => undefined,
    () => undefined,
  );
  // One that gives each connection a process of its own is still there, and so is one with a supervisor.
  if (listening(experiment)) return recordProcesses(experiment);
  try {
    await startServer(experiment);
  } catch (error) {
    throw failure(
      3,
      `The server could not come back. ${(error as Error).message}`,
      "While its old connections are in the table a server needs SO_REUSEADDR to listen again (socket(7)).",
    );
  }
}
