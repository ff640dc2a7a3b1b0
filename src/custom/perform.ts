// Performs a story with the user's own programs: the options of a command line, which are one of one fault, or a story file's.

import type { Experiment } from "../inside/experiment.ts";
import { waitForProxy } from "../inside/proxy-rest.ts";
import { recordAttempt } from "../inside/server-leg.ts";
import { recordProcesses } from "../inside/serving-process.ts";
import { recordSocketOptions } from "../inside/socket-options.ts";
import { type StoryStep, isExchangeStep } from "../inside/story-steps.ts";
import { beginAfterEnd, clientRuns, watchSilence } from "../inside/steps.ts";
import { isFailure } from "../failure.ts";
import { openTrying } from "./before-connection.ts";
import { bringBack } from "./come-back.ts";
import { die } from "./die.ts";
import { performExchangeStep } from "./exchange.ts";
import { beginLasting, healFault } from "./lasting-fault.ts";
import { openClient, openServer } from "./open-session.ts";
import { storyOfOne } from "./story-of-one.ts";
import { takeStock } from "./take-stock.ts";
import { waitForCount, waitUntil } from "./wait-until.ts";
import {
  type Telling,
  createTelling,
  customOf,
  exchangeLeft,
  numberOf,
  phaseOf,
  sessionOf,
  skipExchange,
} from "./telling.ts";

export async function performCustom(experiment: Experiment): Promise<void> {
  const story = experiment.spec.story ?? storyOfOne(experiment.spec, customOf(experiment));
  const telling = await createTelling(experiment, story);
  try {
    for (let step = telling.left.shift(); step !== undefined; step = telling.left.shift())
      await performStep(telling, step);
  } catch (error) {
    endEarly(telling, error);
  }
  const session = sessionOf(telling);
  await takeStock(session, () => {
    const number = String(story.lastNumber ?? telling.last + 1);
    beginAfterEnd(session.experiment, telling.beginStep, number, "What is left of the connection?");
  });
}

async function performStep(telling: Telling, step: StoryStep): Promise<void> {
  if (isExchangeStep(step))
    return await performExchangeStep(sessionOf(telling), telling.cursor, step, phaseOf(telling));
  if ("start" in step) return await (step.start === "server" ? startServer : startClient)(telling);
  if ("heading" in step) return beginHeading(telling, step);
  if ("fault" in step) return await die(telling, step.fault, step.number);
  if ("heal" in step) return await healFault(telling, step.number);
  if ("until" in step) return await waitUntil(telling, step.until);
  if ("count" in step) return await waitForCount(telling, step.count);
  await watch(telling, step);
}

/** What was seen of the deaths before is judged all the same; the rest of the story is not done. Without a client there is nothing. */
function endEarly({ experiment, inflicted, session }: Telling, error: unknown): void {
  const isJudged = experiment.spec.story !== undefined && inflicted > 0 && session !== undefined;
  if (!isJudged || !isFailure(error) || error.exitCode !== 3) throw error;
  experiment.record({ kind: "gave-up", what: error.message.replace(/\.$/, ""), waitedMs: 0, ends: true });
}

async function startServer(telling: Telling): Promise<void> {
  const { experiment, left } = telling;
  const [next] = left;
  const isAlone = next !== undefined && "fault" in next;
  telling.begin(isAlone ? "The server is started, and no client." : "Server and client are started.");
  telling.server = await openServer(experiment, customOf(experiment));
}

async function startClient(telling: Telling): Promise<void> {
  const { experiment, server, plan, heals, begun } = telling;
  if (server === undefined) throw new Error("a client without a server");
  if (begun > 0) telling.begin("The client is started. What does it do?");
  const { session, said } =
    begun > 0
      ? await openTrying(experiment, exchangeLeft(telling), { server, heals })
      : await openClient(experiment, customOf(experiment), { server, plan });
  telling.session = session;
  skipExchange(telling, said);
}

function beginHeading(telling: Telling, { heading, number }: Extract<StoryStep, { heading: string }>): void {
  const { experiment } = telling;
  const at = numberOf(number);
  if (heading === "lasting") return beginLasting(telling, number);
  if (heading === "silence")
    return telling.begin("What does the client do? It is watched, and nothing is typed.", at);
  if (heading === "again") {
    if (exchangeLeft(telling).length === 0 || !clientRuns(experiment)) return;
    return telling.begin(experiment.spec.beforeConnection ? "The exchange." : "The exchange again.", at);
  }
  const isSaid = customOf(experiment).exchange.length > 0;
  telling.begin(isSaid ? "The exchange." : "No exchange: the programs do what they do on their own.", at);
}

type Watch = Extract<StoryStep, { watchMs: number } | { comesBack: true }>;

/** In silence, and the server comes back meanwhile. */
async function watch(telling: Telling, { watchMs, comesBack }: Watch): Promise<void> {
  const session = sessionOf(telling);
  await Promise.all([
    watchMs === undefined ? undefined : watchSilence(session, watchMs),
    comesBack && bringBack(session),
  ]);
  await waitForProxy(session.experiment); // what comes after the next word would else count as held back until then
  const { beforeConnection } = session.experiment.spec;
  if (beforeConnection) await recordAttempt(session.experiment);
  recordProcesses(session.experiment);
  if (beforeConnection) recordSocketOptions(session);
}
