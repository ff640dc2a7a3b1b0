// The lab inside the experiment's network: server and client are started, and then what is asked for is done, in order.

import type { Desk } from "../inside/desk.ts";
import type { Experiment } from "../inside/experiment.ts";
import { createSteps, findServer } from "../inside/steps.ts";
import { openSession } from "../inside/session.ts";
import { isFailure } from "../failure.ts";
import { createActions } from "./actions.ts";
import { readOrder } from "./orders.ts";
import { watchOver } from "./watch-over.ts";

export async function performLab(experiment: Experiment, desk: Desk): Promise<void> {
  createSteps(experiment)("lab", "Server and client are started. What follows is done by hand.");
  const session = await openSession(experiment);
  await findServer(session);
  session.sampleWaiting(true);
  const watching = watchOver(session);
  const act = createActions(session);
  try {
    for await (const given of desk.orders) {
      const order = readOrder(given);
      if (order?.do === "finish") break;
      if (order) await act(order).catch((error: unknown) => desk.report(describe(error)));
    }
  } finally {
    watching.stop();
  }
  session.sampleWaiting(true);
  experiment.sockets.snapshot();
}

/** One order that cannot be carried out does not end the lab. */
function describe(error: unknown): string {
  if (isFailure(error)) return `${error.message} ${error.remedy}`;
  return error instanceof Error ? `${error.message}.` : String(error);
}
