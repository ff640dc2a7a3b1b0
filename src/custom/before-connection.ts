// A fault that is there before the client comes: the server is down, or wedged, or out of reach. What does the client do,
// and for how long does it try?

import { failure } from "../failure.ts";
import { answerableConnections, createClientSampler } from "../inside/client-sampler.ts";
import type { Experiment } from "../inside/experiment.ts";
import { faultOf, inflictOn } from "../inside/inflict-fault.ts";
import { startProgram } from "../inside/programs.ts";
import { findListener } from "../inside/serving-process.ts";
import { type Session, typeLine } from "../inside/session.ts";
import type { ExchangeStep } from "../inside/spec.ts";
import type { Program } from "../program/program.ts";
import type { Connection } from "../tcp/endpoint.ts";
import type { Observation } from "../timeline/observation.ts";
import { findExit, ofKind } from "../timeline/queries.ts";
import { notClients } from "../timeline/whose.ts";
import { type Opened, createAsking } from "./open-session.ts";
import type { StoryProgress } from "./story-progress.ts";

/** The fault, done to the server's listening socket. */
export async function inflictBeforeClient({
  experiment,
  heals,
}: Pick<StoryProgress, "experiment" | "heals">): Promise<void> {
  const fault = faultOf(experiment);
  if (fault.isControl) {
    experiment.record({ kind: "fault", fault: fault.name, pid: 0, text: "nothing is done to the server" });
    return;
  }
  const { inode, pid } = findListener(experiment);
  // Of several processes any will do: such a fault is done to all of them.
  if (pid === undefined)
    throw failure(3, "The server has ended before the client was started.", "Run it on its own to see why.");
  await inflictOn({ experiment, heals }, fault, pid, inode);
}

/** The client is started, and has tried to connect. `said`: how many steps of the exchange have already been done. */
export async function openTrying(
  experiment: Experiment,
  [first]: readonly ExchangeStep[],
  { server, heals }: { readonly server: Program; readonly heals: Session["heals"] },
): Promise<Opened> {
  const client = await startProgram(experiment, "client");
  const sampleWaiting = createClientSampler(experiment, client);
  const line = first !== undefined && "say" in first ? first.say : undefined;
  const asks = line === undefined ? () => undefined : createAsking(experiment, client, sampleWaiting);
  let tried = await waitForAttempt(experiment, asks);
  const isSaid = tried !== undefined && "asks" in tried && line !== undefined;
  if (isSaid) {
    typeLine({ experiment, client }, line ?? "");
    tried = await waitForAttempt(experiment, () => undefined);
  }
  if (tried === undefined || "asks" in tried) throw neverTried(experiment);
  experiment.record({ kind: "connection", ...tried });
  const session = { experiment, server, client, connection: tried, sampleWaiting, heals };
  return { session, said: isSaid ? 1 : 0 };
}

type Attempt = Connection | { readonly asks: true };

/** Its first SYN, or, where segments are not observed, what the table shows. */
async function waitForAttempt(
  experiment: Experiment,
  asks: () => { readonly asks: true } | undefined,
): Promise<Attempt | undefined> {
  const attempt = (seen: readonly Observation[]): Attempt | undefined =>
    firstSyn(experiment, seen) ?? answerableConnections(experiment).at(0) ?? asks();
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
  const others = notClients({ observations: seen });
  const syn = ofKind(seen, "segment").find(
    ({ flags, to, from }) => flags === "S" && to.port === spec.port && !others.has(from.port),
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
