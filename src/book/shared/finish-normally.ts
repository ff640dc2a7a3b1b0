// How the sections without a death end.

import type { Session } from "../../inside/session.ts";
import { type Begin, waitForClientExit, waitForLeftovers, beginAfterEnd } from "../../inside/steps.ts";

export async function finishNormally(session: Session, begin: Begin, step: string): Promise<void> {
  await waitForClientExit(session);
  beginAfterEnd(session.experiment, begin, step, "Who is left in TIME_WAIT?");
  await waitForLeftovers(session);
}
