// A death: the fault at its moment, and what must be seen of it before anything else is done. Of several, each but the first
// begins with what is left of the one before.

import type { Fault } from "../fault/index.ts";
import { failure } from "../failure.ts";
import { clientConnections } from "../inside/client-sampler.ts";
import type { Experiment } from "../inside/experiment.ts";
import { faultOf } from "../inside/inflict-fault.ts";
import { onServersLeg } from "../inside/server-leg.ts";
import { listening } from "../inside/session.ts";
import { settle } from "../inside/settle.ts";
import { recordSocketOptions } from "../inside/socket-options.ts";
import { waitForEnding } from "../inside/steps.ts";
import { type Connection, sameEndpoint } from "../tcp/endpoint.ts";
import { outputOf } from "../timeline/output.ts";
import { findExit, rowsOf } from "../timeline/queries.ts";
import { formatEnd } from "../timeline/units.ts";
import { inflictBeforeClient } from "./before-connection.ts";
import { inflictOnChosen } from "./chosen-connections.ts";
import { takeStock } from "./take-stock.ts";
import { planFault } from "./fault-plan.ts";
import { refuseNewcomers } from "./refuse-newcomers.ts";
import {
  type StoryProgress,
  exchangeLeft,
  isControl,
  numberOf,
  sessionOf,
  skipExchange,
  viewOf,
} from "./story-progress.ts";

/** @param index of the death among those of the story */
export async function die(progress: StoryProgress, index: number, number: number | undefined): Promise<void> {
  progress.cursor.isDeaf = false;
  if (progress.begun > 0) await beginAnother(progress, index);
  else if (progress.session === undefined) return await dieBeforeClient(progress, number);
  else if (progress.plan.isAfterExchange) await beQuiet(progress);
  progress.begun += 1;
  await inflictAtMoment(progress, number);
  progress.inflicted += 1;
}

async function dieBeforeClient(progress: StoryProgress, number: number | undefined): Promise<void> {
  progress.begun += 1;
  const { summary } = faultOf(progress.experiment);
  const what = isControl(progress) ? "Nothing is done to the server." : `The fault: ${summary}.`;
  progress.begin(what, numberOf(number));
  await inflictBeforeClient(progress);
  progress.inflicted += 1;
}

/** What was already on its way is no reaction to the fault. */
async function beQuiet(progress: StoryProgress): Promise<void> {
  const { experiment } = progress;
  await settle(sessionOf(progress));
  const exit = findExit(experiment.timeline.observations, "client");
  if (exit === undefined || isControl(progress)) return;
  throw failure(
    3,
    `The client ended before the fault (${formatEnd(exit)}).`,
    "If a client ends after its request, its server can only die during it: `--fault FAULT@mid-request` or `@mid-reply`.",
  );
}

async function inflictAtMoment(progress: StoryProgress, number: number | undefined): Promise<void> {
  const { experiment, plan, cursor, begun } = progress;
  const session = sessionOf(progress);
  session.sampleWaiting(true);
  const fault = faultOf(experiment);
  const what = isControl(progress)
    ? "Nothing is done to the server"
    : `The fault: ${summaryOf(fault, experiment.spec.amount)}`;
  const isOne = progress.story.deaths.length === 1;
  progress.begin(`${what}${plan.when}.`, { ...numberOf(number), ...(!isOne && { death: begun }) });
  // If nothing is typed, all of the client's output counts.
  if (plan.isAfterExchange || begun > 1)
    cursor.mark = outputOf(experiment.timeline.observations, "client").length;
  if (begun > 1) await connectAgain(progress);
  skipExchange(progress, await plan.beforeFault(session, cursor, exchangeLeft(progress)));
  if (experiment.spec.moment.at !== "idle") await settle(session); // so that what it waits for at that moment is sampled
  recordSocketOptions(session);
  await refuseNewcomers(experiment);
  const atServer = await onServersLeg(session);
  const pid = await inflictOnChosen(atServer);
  await plan.afterFault(session, pid);
  await waitForEnding(atServer, pid);
}

/** With its number: `the cable is out for 2000 milliseconds`. */
function summaryOf({ summary, amount }: Fault, number = 0): string {
  return amount === undefined ? summary : summary.replace(amount.letters, String(number));
}

/** The death before is over: what is left of it is seen now. */
async function beginAnother(progress: StoryProgress, index: number): Promise<void> {
  const session = sessionOf(progress);
  await takeStock(session);
  const experiment = viewOf(session.experiment, progress.story.deaths[index]);
  progress.experiment = experiment;
  progress.plan = await planFault(experiment);
  progress.session = { ...session, experiment, sinceNs: experiment.timeline.now(), heals: [] };
}

/** A client that has lost its connection needs another one before that can be lost. */
async function connectAgain(progress: StoryProgress): Promise<void> {
  const { experiment, plan } = progress;
  const session = sessionOf(progress);
  await experiment.timeline.watch(
    experiment.spec.limitMs,
    (seen) => openConnection(progress) ?? findExit(seen, "client"),
    session.sampleWaiting,
  );
  const connection = openConnection(progress);
  if (connection === undefined) {
    if (isControl(progress)) return;
    throw notConnected(experiment);
  }
  if (!sameEndpoint(connection.client, session.connection.client)) {
    experiment.record({ kind: "connection", ...connection });
    Object.assign(session, { connection });
    session.sampleWaiting(true);
  }
  experiment.sockets.snapshot();
  if (!plan.isAfterExchange) await plan.beforeClient?.(experiment, session.server);
}

/** Both ends have it. The one that there was is meant if it still is one. */
function openConnection(progress: StoryProgress): Connection | undefined {
  const { experiment, connection } = sessionOf(progress);
  const table = experiment.sockets.sample();
  const open = clientConnections(experiment).filter(
    (each) => rowsOf(table, each).server?.state === "ESTABLISHED",
  );
  return open.find(({ client }) => sameEndpoint(client, connection.client)) ?? open[0];
}

function notConnected(experiment: Experiment): Error {
  const exit = findExit(experiment.timeline.observations, "client");
  const { limitMs } = experiment.spec;
  if (exit !== undefined)
    return failure(
      3,
      `the client had ended (${formatEnd(exit)}), so the fault could not come`,
      "Only a client that goes on can lose its server again.",
    );
  if (listening(experiment) === undefined)
    return failure(
      3,
      "the server did not listen, so the client had no connection that could be lost",
      "Bring it back before the fault: { comeBack: 0 }.",
    );
  return failure(
    3,
    `the client was not connected again within ${limitMs} ms, so the fault could not come`,
    "Say something to it before the fault, if it connects on use; or allow more time with limitMs.",
  );
}
