// An experiment with programs of one's own: an exchange, the fault, silence, the exchange again, and what is left.

import { findExit } from "../timeline/queries.ts";
import { outputOf } from "../timeline/output.ts";
import { beginAfterEnd, clientRuns, createSteps, seeItsEnding, watchSilence } from "../inside/steps.ts";
import { failure } from "../failure.ts";
import { faultOf } from "../inside/inflict-fault.ts";
import type { Lab } from "../inside/experiment.ts";
import { recordProcesses } from "../inside/serving-process.ts";
import type { ExchangeStep, OwnExperiment } from "../inside/spec.ts";
import type { Stage } from "../inside/session.ts";
import { bringBack } from "./come-back.ts";
import { askCount } from "./count.ts";
import { type Talk, converse } from "./exchange.ts";
import { inflictOnChosen } from "./chosen-connections.ts";
import { type Moment, prepareMoment } from "./moment.ts";
import { openStage } from "./open-session.ts";
import { LIMIT_MS, settle } from "../inside/settle.ts";

export async function performOwn(lab: Lab): Promise<void> {
  const { own } = lab.spec;
  if (own === undefined) throw new Error("an experiment without its description");
  const begin = createSteps(lab);
  begin("1", "Server and client are started.");
  const moment = await prepareMoment(lab);
  const { stage, said } = await openStage(lab, own, moment);
  await askCount(lab, own, "before");
  const talk: Talk = { mark: 0 };
  if (moment.isAfterExchange) {
    begin("2", own.exchange.length > 0 ? "They talk." : "Nothing is said: what they do by themselves.");
    await converse(stage, talk, own.exchange.slice(said), "before");
    await settle(stage);
    refuseEnded(lab);
  }

  const rest = await die(stage, talk, moment, (text) => begin("3", text));
  begin("4", "What does the client do? It is watched, and nothing is said.");
  await Promise.all([watchSilence(stage), bringBack(stage)]);
  recordProcesses(lab);

  if (clientRuns(lab) && rest.length > 0) {
    begin("5", "They talk again.");
    await converse(stage, talk, rest, "after");
  }
  await settle(stage, Math.max(lab.spec.watchMs, LIMIT_MS)); // a client that is about to end may do so
  beginAfterEnd(lab, begin, "6", "What is left of the connection?");
  await askCount(lab, own, "after");
  recordProcesses(lab);
  stage.sampleWaiting(true);
  lab.sockets.snapshot();
}

/** Answers what is still to be said afterwards. */
async function die(
  stage: Stage,
  talk: Talk,
  moment: Moment,
  begin: (text: string) => void,
): Promise<readonly ExchangeStep[]> {
  const { lab } = stage;
  const { afterwards } = ownOf(lab);
  stage.sampleWaiting(true);
  const fault = faultOf(lab);
  const what = fault.name === "none" ? "Nothing is done to the server" : `The fault: ${fault.summary}`;
  begin(`${what}${moment.told}.`);
  talk.mark = outputOf(lab.timeline.observations, "client").length;
  const saidAlready = await moment.comes(stage, talk, afterwards);
  if (lab.spec.moment.at !== "idle") await settle(stage); // what it waits for in the middle is to be seen
  const pid = await inflictOnChosen(stage);
  await moment.passes(stage, pid);
  await seeItsEnding(stage, pid);
  return afterwards.slice(saidAlready);
}

function ownOf({ spec }: Lab): OwnExperiment {
  if (spec.own === undefined) throw new Error("an experiment without its description");
  return spec.own;
}

function refuseEnded(lab: Lab): void {
  const exit = findExit(lab.timeline.observations, "client");
  if (exit === undefined) return;
  throw failure(
    3,
    `The client ended before the fault (${exit.signal ?? `exit code ${exit.exitCode}`}).`,
    "A client that ends after its request can lose its server only meanwhile: `--fault FAULT@mid-request` or `@mid-reply`.",
  );
}
