// Performs a story with the user's own programs: the options of a command line, which are one of one fault, or a story
// file's.

import type { Experiment } from "../inside/experiment.ts";
import { waitForProxy } from "../inside/proxy-rest.ts";
import { recordAttempt } from "../inside/server-leg.ts";
import { recordProcesses } from "../inside/serving-process.ts";
import { recordSocketOptions } from "../inside/socket-options.ts";
import { type StoryStep, isExchangeStep } from "../inside/story-steps.ts";
import { beginAfterEnd, clientRuns, watchSilence } from "../inside/steps.ts";
import { isFailure } from "../failure.ts";
import type { Session } from "../inside/session.ts";
import type { ExchangeStep } from "../inside/spec.ts";
import { ofKind } from "../timeline/queries.ts";
import { openTrying } from "./before-connection.ts";
import { bringBack } from "./come-back.ts";
import { die } from "./die.ts";
import { performExchangeStep } from "./exchange.ts";
import { beginLasting, duringFault, healFault } from "./lasting-fault.ts";
import { openClient, openServer } from "./open-session.ts";
import { storyOfOne } from "./story-of-one.ts";
import { seeAnswer } from "./see-answer.ts";
import { takeStock } from "./take-stock.ts";
import { waitForCount, waitUntil } from "./wait-until.ts";
import {
  type StoryProgress,
  createTelling,
  customOf,
  exchangeLeft,
  numberOf,
  phaseOf,
  sessionOf,
  skipExchange,
} from "./story-progress.ts";

export async function performCustom(experiment: Experiment): Promise<void> {
  const story = experiment.spec.story ?? storyOfOne(experiment.spec, customOf(experiment));
  const progress = await createTelling(experiment, story);
  try {
    for (let step = progress.left.shift(); step !== undefined; step = progress.left.shift())
      await performStep(progress, step);
  } catch (error) {
    endEarly(progress, error);
  }
  const session = sessionOf(progress);
  await seeAnswer(progress);
  await watchOn(session);
  await takeStock(session, () => {
    const number = String(story.lastNumber ?? progress.last + 1);
    beginAfterEnd(session.experiment, progress.beginStep, number, "What is left of the connection?");
  });
}

/** What the client does by itself may take its time. */
async function watchOn(session: Session): Promise<void> {
  const { timeline, spec } = session.experiment;
  if (spec.watchedForMs === undefined) return;
  const fromNs = ofKind(timeline.observations, "segment")[0]?.atNs ?? 0;
  const leftMs = spec.watchedForMs - (timeline.now() - fromNs) / 1e6;
  if (leftMs > 0) await watchSilence(session, Math.ceil(leftMs));
}

async function performStep(progress: StoryProgress, step: StoryStep): Promise<void> {
  if (isExchangeStep(step)) return await performSaid(progress, step);
  if ("start" in step) return await (step.start === "server" ? startServer : startClient)(progress);
  if ("heading" in step) return beginHeading(progress, step);
  if ("fault" in step) return await die(progress, step.fault, step.number);
  if ("heal" in step) return await healFault(progress, step.number);
  if ("until" in step) return await waitUntil(progress, step.until);
  if ("count" in step) return await waitForCount(progress, step.count);
  await watch(progress, step);
}

async function performSaid(progress: StoryProgress, step: ExchangeStep): Promise<void> {
  const done = performExchangeStep(sessionOf(progress), progress.cursor, step, phaseOf(progress));
  await ("also" in step ? duringFault(progress, done) : done);
}

/**
 * What was seen of the deaths before is judged all the same; the rest of the story is not done. Without a client there is
 * nothing.
 */
function endEarly({ experiment, inflicted, session }: StoryProgress, error: unknown): void {
  const isJudged = experiment.spec.story !== undefined && inflicted > 0 && session !== undefined;
  if (!isJudged || !isFailure(error) || error.exitCode !== 3) throw error;
  experiment.record({ kind: "gave-up", what: error.message.replace(/\.$/, ""), waitedMs: 0, ends: true });
}

async function startServer(progress: StoryProgress): Promise<void> {
  const { experiment, left } = progress;
  const [next] = left;
  const isAlone = next !== undefined && "fault" in next;
  progress.begin(isAlone ? "The server is started, and no client." : "Server and client are started.");
  progress.server = await openServer(experiment, customOf(experiment));
}

async function startClient(progress: StoryProgress): Promise<void> {
  const { experiment, server, plan, heals, begun } = progress;
  if (server === undefined) throw new Error("a client without a server");
  if (begun > 0) progress.begin("The client is started. What does it do?");
  const { session, said } =
    begun > 0
      ? await openTrying(experiment, exchangeLeft(progress), { server, heals })
      : await openClient(experiment, customOf(experiment), { server, plan });
  progress.session = session;
  skipExchange(progress, said);
}

function beginHeading(
  progress: StoryProgress,
  { heading, number }: Extract<StoryStep, { heading: string }>,
): void {
  const { experiment } = progress;
  const at = numberOf(number);
  if (heading === "lasting") return beginLasting(progress, number);
  if (heading === "silence")
    return progress.begin("What does the client do? It is watched, and nothing is typed.", at);
  if (heading === "again") {
    if (exchangeLeft(progress).length === 0 || !clientRuns(experiment)) return;
    return progress.begin(experiment.spec.beforeConnection ? "The exchange." : "The exchange again.", at);
  }
  const isSaid = customOf(experiment).exchange.length > 0;
  progress.begin(isSaid ? "The exchange." : "No exchange: the programs do what they do on their own.", at);
}

type Watch = Extract<StoryStep, { watchMs: number } | { comesBack: true }>;

/** In silence, and the server comes back meanwhile. */
async function watch(progress: StoryProgress, { watchMs, comesBack }: Watch): Promise<void> {
  const session = sessionOf(progress);
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
