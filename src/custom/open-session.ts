// Starts the user's own server and client, and waits until one listens and the other is connected.

import { outputOf } from "../timeline/output.ts";
import { findMatch } from "../timeline/pattern.ts";
import { ofKind } from "../timeline/queries.ts";
import { askFirstCount } from "./count.ts";
import type { Program } from "../program/program.ts";
import { isInput } from "../timeline/waits.ts";
import { answerableConnections, createClientSampler } from "../inside/client-sampler.ts";
import type { Experiment } from "../inside/experiment.ts";
import { CONNECTED, neverReady } from "../inside/not-ready.ts";
import { startProgram } from "../inside/programs.ts";
import { findServing, recordOwners } from "../inside/serving-process.ts";
import { createInputLook } from "../inside/settle.ts";
import { waitForPattern } from "../inside/wait-for-pattern.ts";
import { brieflyConnected, refuseBrief } from "./brief-client.ts";
import type { Connection } from "../tcp/endpoint.ts";
import type { CustomExperiment } from "../inside/spec.ts";
import type { FaultPlan } from "./fault-plan.ts";
import { type Session, prepareServer, ready, typeLine } from "../inside/session.ts";

/** `said`: how many steps of the exchange have already been done. */
export async function openCustomSession(
  experiment: Experiment,
  custom: CustomExperiment,
  plan: FaultPlan,
): Promise<Opened> {
  const server = await openServer(experiment, custom);
  return await openClient(experiment, custom, { server, plan });
}

/** The server listens, and has been asked for its count. */
export async function openServer(experiment: Experiment, custom: CustomExperiment): Promise<Program> {
  const server = await prepareServer(experiment);
  // Before the client starts: it may connect, and be answered, at once.
  await askFirstCount(experiment, custom);
  return server;
}

export interface Opened {
  readonly session: Session;
  readonly said: number;
}

/** The client is connected. */
export async function openClient(
  experiment: Experiment,
  custom: CustomExperiment,
  { server, plan }: { readonly server: Program; readonly plan: FaultPlan },
): Promise<Opened> {
  await plan.beforeClient?.(experiment, server);
  const client = await startProgram(experiment, "client");
  const sampleWaiting = createClientSampler(experiment, client);
  const [first] = custom.exchange;
  const asks =
    first !== undefined && "say" in first ? createAsking(experiment, client, sampleWaiting) : () => undefined;
  const connected = (): Connection | undefined =>
    answerableConnections(experiment).at(0) ?? brieflyConnected(experiment);
  let seen = await ready(experiment, "client", CONNECTED, () => connected() ?? asks());
  let said = 0;
  if ("asks" in seen) {
    if (first && "say" in first) typeLine({ experiment, client }, first.say);
    said = 1;
    seen = await ready(experiment, "client", CONNECTED, connected);
  }
  if ("asks" in seen) throw neverReady(experiment, "client", CONNECTED);
  refuseBrief(experiment, seen);
  experiment.record({ kind: "connection", ...seen });
  sampleWaiting();
  const serving = findServing(experiment, seen);
  if (serving) recordOwners(experiment, seen, serving);
  if (custom.ready) await waitForPattern(experiment, "client", custom.ready);
  return { session: { experiment, server, client, connection: seen, sampleWaiting, heals: [] }, said };
}

/** A client that sleeps on its input for this long without a connection is assumed to connect on its first request. */
const ASKS_AFTER_MS = 150;

/** Recognises a client that connects only once there is something to do: it waits for its user, unconnected. */
export function createAsking(
  experiment: Experiment,
  client: Program,
  sampleWaiting: () => void,
): () => { asks: true } | undefined {
  const readsSince = createInputLook(experiment, client);
  const isReady = createReadyLook(experiment);
  return () => {
    sampleWaiting();
    if (!isReady()) return undefined;
    const { timeline } = experiment;
    const waiting = ofKind(timeline.observations, "waiting").at(-1);
    const onInput = waiting?.threads.some(({ on }) => on.some(isInput)) ? waiting.atNs : undefined;
    const sinceNs = onInput ?? readsSince() ?? Number.POSITIVE_INFINITY;
    return timeline.now() - sinceNs > ASKS_AFTER_MS * 1e6 ? { asks: true } : undefined;
  };
}

/**
 * One of its processes may read its input while another still starts: nothing is typed before it has said that it is ready.
 */
function createReadyLook({ spec, timeline }: Experiment): () => boolean {
  const pattern = spec.custom?.ready;
  if (pattern === undefined) return () => true;
  return () => findMatch(pattern, outputOf(timeline.observations, "client")) !== undefined;
}
