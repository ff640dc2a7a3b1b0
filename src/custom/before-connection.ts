// A fault that is there before the client comes: the server is down, or wedged, or out of reach. What does the client do, and
// for how long does it try?

import { failure } from "../failure.ts";
import { clientConnections, createClientSampler } from "../inside/client-sampler.ts";
import type { Experiment } from "../inside/experiment.ts";
import { faultOf, inflictOn } from "../inside/inflict-fault.ts";
import { recordSocketOptions } from "../inside/socket-options.ts";
import { startProgram } from "../inside/programs.ts";
import { recordAttempt } from "../inside/server-leg.ts";
import { findListener, recordProcesses } from "../inside/serving-process.ts";
import { type Session, prepareServer, typeLine } from "../inside/session.ts";
import type { CustomExperiment } from "../inside/spec.ts";
import { type Begin, clientRuns, watchSilence } from "../inside/steps.ts";
import type { Connection } from "../tcp/endpoint.ts";
import type { Observation } from "../timeline/observation.ts";
import { findExit, ofKind } from "../timeline/queries.ts";
import { bringBack } from "./come-back.ts";
import { askFirstCount } from "./count.ts";
import { runExchange } from "./exchange.ts";
import { createAsking } from "./open-session.ts";

export async function performBeforeConnection(
  experiment: Experiment,
  custom: CustomExperiment,
  begin: Begin,
): Promise<Session> {
  begin("1", "The server is started, and no client.");
  const server = await prepareServer(experiment);
  await askFirstCount(experiment, custom);
  const fault = faultOf(experiment);
  begin("2", fault.isControl ? "Nothing is done to the server." : `The fault: ${fault.summary}.`);
  const heals: Session["heals"] = [];
  if (fault.isControl)
    experiment.record({ kind: "fault", fault: fault.name, pid: 0, text: "nothing is done to the server" });
  else await inflictOnListener(experiment, heals);

  begin("3", "The client is started. What does it do?");
  const client = await startProgram(experiment, "client");
  const sampleWaiting = createClientSampler(experiment, client);
  const [first] = custom.afterwards;
  const asks =
    first !== undefined && "say" in first ? createAsking(experiment, client, sampleWaiting) : () => undefined;
  let tried = await waitForAttempt(experiment, asks);
  const isSaid = tried !== undefined && "asks" in tried && first !== undefined && "say" in first;
  if (isSaid) {
    typeLine({ experiment, client }, first.say);
    tried = await waitForAttempt(experiment, () => undefined);
  }
  if (tried === undefined || "asks" in tried) throw neverTried(experiment);
  experiment.record({ kind: "connection", ...tried });
  const session: Session = { experiment, server, client, connection: tried, sampleWaiting, heals };
  await Promise.all([watchSilence(session), bringBack(session)]);
  await recordAttempt(experiment);
  recordProcesses(experiment);
  recordSocketOptions(session);

  const rest = custom.afterwards.slice(isSaid ? 1 : 0);
  if (rest.length > 0) {
    if (clientRuns(experiment)) begin("4", "The exchange.");
    await runExchange(session, { mark: 0 }, rest, "after");
  }
  return session;
}

/** The process that listens: which one it is done to is of no matter where it is done to all. */
async function inflictOnListener(experiment: Experiment, heals: Session["heals"]): Promise<void> {
  const { inode, pid } = findListener(experiment);
  if (pid === undefined)
    throw failure(3, "The server has ended before the client was started.", "Run it on its own to see why.");
  await inflictOn({ experiment, heals }, faultOf(experiment), pid, inode);
}

type Attempt = Connection | { readonly asks: true };

/** Its first SYN, or, where segments are not observed, what the table shows. */
async function waitForAttempt(
  experiment: Experiment,
  asks: () => { readonly asks: true } | undefined,
): Promise<Attempt | undefined> {
  const attempt = (seen: readonly Observation[]): Attempt | undefined =>
    firstSyn(experiment, seen) ?? clientConnections(experiment).at(0) ?? asks();
  const found = await experiment.timeline.until(
    "the client's attempt to connect",
    (seen) => attempt(seen) ?? findExit(seen, "client"),
    { limitMs: experiment.spec.startMs },
  );
  if (found === undefined || !("kind" in found)) return found;
  await experiment.drain(); // its SYN may be told after its end
  return attempt(experiment.timeline.observations);
}

function firstSyn({ spec }: Experiment, seen: readonly Observation[]): Connection | undefined {
  const probes = new Set(ofKind(seen, "probe").map(({ connection }) => connection?.client.port));
  const syn = ofKind(seen, "segment").find(
    ({ flags, to, from }) => flags === "S" && to.port === spec.port && !probes.has(from.port),
  );
  return syn && { client: syn.from, server: syn.to };
}

function neverTried({ timeline }: Experiment): Error {
  const exit = findExit(timeline.observations, "client");
  return failure(
    exit ? 2 : 3,
    `The client never tried to connect${exit ? ", and ended" : ""}.`,
    "Run it on its own to see why. The server's address is in $HOST and $PORT.",
  );
}
