// The scenario of `deadpeer idle`: an exchange, and then nothing, until each end has closed the connection by itself. The
// wire holds both ends' FINs, so that neither is told of the other's, and each is seen at its own time.

import { failure } from "../failure.ts";
import { NO_FAULT } from "../fault/index.ts";
import type { Experiment } from "../inside/experiment.ts";
import type { Scenario } from "../inside/scenario.ts";
import { recordProcesses } from "../inside/serving-process.ts";
import type { Session } from "../inside/session.ts";
import { settle } from "../inside/settle.ts";
import { createSteps } from "../inside/steps.ts";
import { matchConnection, wireOf } from "../inside/wire-holds.ts";
import { hasFlag, segmentsOf } from "../timeline/conversation.ts";
import type { Observation } from "../timeline/observation.ts";
import { inflictOnChosen } from "./chosen-connections.ts";
import { runExchange } from "./exchange.ts";
import { planFault } from "./fault-plan.ts";
import { openCustomSession } from "./open-session.ts";

export const idleScenario: Scenario = {
  title: "An idle connection",
  summary: "what `deadpeer idle` watches: who closes it first, and when",
  introduction: "Nothing is said. Who closes the connection, and when?",
  network: "two-hosts",
  needsWire: true,
  makesOwnFault: true,
  runs: [{ name: "idle", title: "The connection", waitOn: "both", fault: NO_FAULT }],
  perform: performIdle,
  rules: [],
};

async function performIdle(experiment: Experiment): Promise<void> {
  const { custom, watchMs } = experiment.spec;
  if (custom === undefined) throw new Error("an experiment without its description");
  const begin = createSteps(experiment);
  begin("1", "Server and client are started.");
  const { session, said } = await openCustomSession(experiment, custom, await planFault(experiment));
  await holdEndings(session);
  begin("2", custom.exchange.length > 0 ? "The exchange." : "No exchange.");
  await runExchange(session, { mark: 0 }, custom.exchange.slice(said), "before");
  await settle(session);
  begin("3", "Nothing is said. Each end's FIN is held on the wire: neither end is told of the other's.");
  await doNothing(session);
  await experiment.timeline.watch(
    watchMs,
    (seen) => (haveBothEnded(seen, session) ? true : undefined),
    session.sampleWaiting,
  );
  begin("4", "What is left of the connection?");
  recordProcesses(experiment);
  session.sampleWaiting(true);
  experiment.sockets.snapshot();
}

/** One that has data with it passes: without it no answer would be whole. */
async function holdEndings(session: Session): Promise<void> {
  const wire = wireOf(session.experiment);
  for (const flags of ["F", "R"]) await wire.hold({ ...matchConnection(session), flags, maxLength: 0 });
}

/** Nothing is done to the server; which connection is meant is recorded. */
async function doNothing(session: Session): Promise<void> {
  const before = session.connection.client.port;
  await inflictOnChosen(session);
  if (session.connection.client.port !== before) await holdEndings(session); // it has another one by now
  const segments = segmentsOf(session.experiment.timeline.observations, session.connection);
  if (segments.some(({ length }) => length > 0)) return;
  const isSaid = session.experiment.spec.custom?.exchange.some((step) => "say" in step) === true;
  throw failure(
    3,
    "Nothing was said on the connection before it was idle.",
    isSaid
      ? "What was said went over another one of the client's: --connection says which is meant."
      : "Add --say TEXT and --expect PATTERN: many programs count from the last answer.",
  );
}

function haveBothEnded(seen: readonly Observation[], { connection }: Session): boolean {
  const ends = segmentsOf(seen, connection).filter(
    (segment) => hasFlag(segment, "F") || hasFlag(segment, "R"),
  );
  return new Set(ends.map(({ direction }) => direction)).size === 2;
}
