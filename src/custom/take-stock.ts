// What is left of the connection when a death is over, and what the server has done.

import { waitForProxy } from "../inside/proxy-rest.ts";
import { recordProcesses } from "../inside/serving-process.ts";
import type { Session } from "../inside/session.ts";
import { LIMIT_MS, hasSettled, settleAtLast } from "../inside/settle.ts";
import { askCount, askMissing } from "./count.ts";
import { waitForHolderEnds } from "./holder-ends.ts";
import { customOf } from "./story-progress.ts";

/** @param begin is called once nothing more is expected to happen */
export async function takeStock(session: Session, begin: () => void = () => undefined): Promise<void> {
  const { experiment } = session;
  // Lets a client end that is about to.
  if (!hasSettled(session)) await settleAtLast(session, Math.max(experiment.spec.watchMs, LIMIT_MS));
  await waitForHolderEnds(session);
  await waitForProxy(experiment);
  begin();
  await askCount(experiment, customOf(experiment), "after");
  await askMissing(experiment, customOf(experiment));
  recordProcesses(experiment);
  session.sampleWaiting(true);
  experiment.sockets.snapshot();
}
