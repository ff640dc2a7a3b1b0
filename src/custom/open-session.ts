// Server and client of one's own, ready: the one listens, the other is connected.

import { ofKind } from "../timeline/queries.ts";
import { isInput } from "../timeline/waits.ts";
import { clientConnections, createClientSampler } from "../inside/client-sampler.ts";
import type { Lab } from "../inside/experiment.ts";
import { CONNECTED, neverReady } from "../inside/not-ready.ts";
import { startProgram } from "../inside/programs.ts";
import { findServing, recordOwners } from "../inside/serving-process.ts";
import { seePattern } from "../inside/wait-for-pattern.ts";
import type { OwnExperiment } from "../inside/spec.ts";
import type { Moment } from "./moment.ts";
import { type Stage, prepareServer, ready, typeLine } from "../inside/session.ts";

/** `said`: so many steps of the exchange have been done already. */
export async function openStage(
  lab: Lab,
  own: OwnExperiment,
  moment: Moment,
): Promise<{ stage: Stage; said: number }> {
  const server = await prepareServer(lab);
  await moment.beforeClient?.(lab, server);
  const client = await startProgram(lab, "client");
  const sampleWaiting = createClientSampler(lab, client);
  const [first] = own.exchange;
  const asks = first !== undefined && "say" in first ? createAsking(lab, sampleWaiting) : () => undefined;
  let seen = await ready(lab, "client", CONNECTED, () => clientConnections(lab).at(0) ?? asks());
  let said = 0;
  if ("asks" in seen) {
    if (first && "say" in first) typeLine({ lab, client }, first.say);
    said = 1;
    seen = await ready(lab, "client", CONNECTED, () => clientConnections(lab).at(0));
  }
  if ("asks" in seen) throw neverReady(lab, "client", CONNECTED);
  lab.record({ kind: "connection", ...seen });
  sampleWaiting();
  const serving = findServing(lab, seen);
  if (serving) recordOwners(lab, seen, serving);
  if (own.ready) await seePattern(lab, "client", own.ready);
  return { stage: { lab, server, client, connection: seen, sampleWaiting }, said };
}

/** How long a client sleeps on its input before it is believed to connect only when it is asked something. */
const ASKS_AFTER_MS = 150;

/** Some clients connect once there is something to do: one that waits for its user, unconnected, is such a one. */
function createAsking(lab: Lab, sampleWaiting: () => void): () => { asks: true } | undefined {
  return () => {
    sampleWaiting();
    const waiting = ofKind(lab.timeline.observations, "waiting").at(-1);
    const onInput = waiting?.threads.some(({ on }) => on.some(isInput));
    const sinceNs = lab.timeline.now() - (waiting?.atNs ?? 0);
    return onInput && sinceNs > ASKS_AFTER_MS * 1e6 ? { asks: true } : undefined;
  };
}
