// The lab inside the experiment's network: server and client are started, and then what is asked for is done, in order.

import type { Desk } from "../inside/desk.ts";
import type { Experiment } from "../inside/experiment.ts";
import { createSteps } from "../inside/steps.ts";
import { isFailure } from "../failure.ts";
import { createActions } from "./actions.ts";
import { BEGINNING } from "./happenings.ts";
import { startClients } from "./lab-clients.ts";
import { readOrder } from "./orders.ts";

export async function performLab(experiment: Experiment, desk: Desk): Promise<void> {
  createSteps(experiment)(BEGINNING, "Server and client are started. What follows is done by hand.");
  const clients = await startClients(experiment);
  const report = (error: unknown): void => desk.report(describe(error));
  const act = createActions(experiment, clients, report);
  try {
    for await (const given of desk.orders) {
      const order = readOrder(given);
      if (order?.do === "finish") break;
      clients.wake();
      if (order) await act(order).catch(report);
    }
  } finally {
    clients.stop();
  }
  experiment.sockets.snapshot();
}

/** One order that cannot be carried out does not end the lab. */
function describe(error: unknown): string {
  if (isFailure(error)) return `${error.message} ${error.remedy}`;
  return error instanceof Error ? `${error.message}.` : String(error);
}
