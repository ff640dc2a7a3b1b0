// An experiment with the user's own programs: an exchange, the fault, silence, the exchange again, and what is left. (Where
// the fault lasts for a time, the exchange again while it does.)

import { findExit } from "../timeline/queries.ts";
import { outputOf } from "../timeline/output.ts";
import {
  type Begin,
  beginAfterEnd,
  clientRuns,
  createSteps,
  waitForEnding,
  watchSilence,
} from "../inside/steps.ts";
import type { Fault } from "../fault/index.ts";
import { failure } from "../failure.ts";
import { faultOf } from "../inside/inflict-fault.ts";
import type { Experiment } from "../inside/experiment.ts";
import { waitForProxy } from "../inside/proxy-rest.ts";
import { onServersLeg } from "../inside/server-leg.ts";
import { recordProcesses } from "../inside/serving-process.ts";
import { recordSocketOptions } from "../inside/socket-options.ts";
import type { ExchangeStep, CustomExperiment } from "../inside/spec.ts";
import type { Session } from "../inside/session.ts";
import { refuseNewcomers } from "./refuse-newcomers.ts";
import { waitOutFault } from "./lasting-fault.ts";
import { performBeforeConnection } from "./before-connection.ts";
import { bringBack } from "./come-back.ts";
import { askCount } from "./count.ts";
import { waitForHolderEnds } from "./holder-ends.ts";
import { type OutputCursor, runExchange } from "./exchange.ts";
import { inflictOnChosen } from "./chosen-connections.ts";
import { type FaultPlan, planFault } from "./fault-plan.ts";
import { openCustomSession } from "./open-session.ts";
import { LIMIT_MS, settle } from "../inside/settle.ts";

export async function performCustom(experiment: Experiment): Promise<void> {
  const { custom } = experiment.spec;
  if (custom === undefined) throw new Error("an experiment without its description");
  const begin = createSteps(experiment);
  if (experiment.spec.beforeConnection)
    return await finish(await performBeforeConnection(experiment, custom, begin), begin);
  begin("1", "Server and client are started.");
  const plan = await planFault(experiment);
  const { session, said } = await openCustomSession(experiment, custom, plan);
  const cursor: OutputCursor = { mark: 0 };
  if (plan.isAfterExchange) {
    begin(
      "2",
      custom.exchange.length > 0
        ? "The exchange."
        : "No exchange: the programs do what they do on their own.",
    );
    await runExchange(session, cursor, custom.exchange.slice(said), "before");
    await settle(session);
    refuseEnded(experiment);
  }

  const left = await die(session, cursor, plan, (text) => begin("3", text));
  const lasts = experiment.spec.lastsMs !== undefined;
  const rest = lasts ? await waitOutFault(session, cursor, left, begin) : left;
  if (!lasts || rest.length === 0) {
    if (!lasts) begin("4", "What does the client do? It is watched, and nothing is typed.");
    await Promise.all([watchSilence(session), bringBack(session)]);
    recordProcesses(experiment);
  }
  if (rest.length > 0) {
    if (!lasts && clientRuns(experiment)) begin("5", "The exchange again.");
    await runExchange(session, cursor, rest, "after");
  }
  await finish(session, begin);
}

async function finish(session: Session, begin: Begin): Promise<void> {
  const { experiment } = session;
  await settle(session, Math.max(experiment.spec.watchMs, LIMIT_MS)); // lets a client end that is about to
  await waitForHolderEnds(session);
  await waitForProxy(experiment);
  beginAfterEnd(experiment, begin, "6", "What is left of the connection?");
  await askCount(experiment, customOf(experiment), "after");
  recordProcesses(experiment);
  session.sampleWaiting(true);
  experiment.sockets.snapshot();
}

/** Returns the steps that are still to be done afterwards. */
async function die(
  session: Session,
  cursor: OutputCursor,
  plan: FaultPlan,
  begin: (text: string) => void,
): Promise<readonly ExchangeStep[]> {
  const { experiment } = session;
  const { afterwards } = customOf(experiment);
  session.sampleWaiting(true);
  const fault = faultOf(experiment);
  const what = fault.isControl
    ? "Nothing is done to the server"
    : `The fault: ${summaryOf(fault, experiment.spec.amount)}`;
  begin(`${what}${plan.when}.`);
  // If nothing is typed, all of the client's output counts.
  if (plan.isAfterExchange) cursor.mark = outputOf(experiment.timeline.observations, "client").length;
  const saidAlready = await plan.beforeFault(session, cursor, afterwards);
  if (experiment.spec.moment.at !== "idle") await settle(session); // so that what it waits for at that moment is sampled
  recordSocketOptions(session);
  await refuseNewcomers(experiment);
  const atServer = await onServersLeg(session);
  const pid = await inflictOnChosen(atServer);
  await plan.afterFault(session, pid);
  await waitForEnding(atServer, pid);
  return afterwards.slice(saidAlready);
}

/** With its number: `the cable is out for 2000 milliseconds`. */
function summaryOf({ summary, amount }: Fault, number = 0): string {
  return amount === undefined ? summary : summary.replace(amount.letters, String(number));
}

function customOf({ spec }: Experiment): CustomExperiment {
  if (spec.custom === undefined) throw new Error("an experiment without its description");
  return spec.custom;
}

function refuseEnded(experiment: Experiment): void {
  const exit = findExit(experiment.timeline.observations, "client");
  if (exit === undefined || faultOf(experiment).isControl) return;
  throw failure(
    3,
    `The client ended before the fault (${exit.signal ?? `exit code ${exit.exitCode}`}).`,
    "If a client ends after its request, its server can only die during it: `--fault FAULT@mid-request` or `@mid-reply`.",
  );
}
