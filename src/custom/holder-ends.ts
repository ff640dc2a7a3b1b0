// How the process ended that held the connection, where a shell or a pipe stands before it.

import { LIMIT_MS } from "../inside/settle.ts";
import type { Session } from "../inside/session.ts";
import { clientRuns } from "../inside/steps.ts";
import type { Observation } from "../timeline/observation.ts";
import { ofKind } from "../timeline/queries.ts";

/** The program's own end may be recorded before that of a process behind it: of both a moment later. */
export async function waitForHolderEnds({ experiment, client }: Session): Promise<void> {
  if (clientRuns(experiment)) return;
  const { timeline } = experiment;
  const areKnown = (seen: readonly Observation[]): true | undefined => {
    const reaped = new Set(ofKind(seen, "process-reaped").map(({ pid }) => pid));
    const holders = ofKind(seen, "owners").flatMap(({ end, owners }) => (end === "client" ? owners : []));
    return holders.every(({ pid }) => pid === client.pid || reaped.has(pid)) || undefined;
  };
  await timeline.watch(LIMIT_MS, areKnown, () => undefined);
}
