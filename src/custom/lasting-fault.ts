// A fault that lasts for a time: what comes next is said meanwhile, and its answer is waited for once the fault is over.

import type { Experiment } from "../inside/experiment.ts";
import { recordProcesses } from "../inside/serving-process.ts";
import type { Session } from "../inside/session.ts";
import type { Find } from "../inside/timeline.ts";
import { isExchangeStep } from "../inside/story-steps.ts";
import { arrivals, segmentsOf } from "../timeline/conversation.ts";
import { after, findExit, ofKind } from "../timeline/queries.ts";
import { endFault } from "./end-fault.ts";
import { type StoryProgress, exchangeLeft, isControl, numberOf, sessionOf } from "./story-progress.ts";

/** What is said while it lasts: the heading. */
export function beginLasting(progress: StoryProgress, number: number | undefined): void {
  const end = progress.left.findIndex((step) => "heal" in step);
  const isSaid = progress.left.slice(0, Math.max(0, end)).some(isExchangeStep);
  const what = isSaid ? "The exchange again, meanwhile." : "What does the client do meanwhile?";
  progress.begin(
    isControl(progress) ? "As long as the fault would last." : `It lasts. ${what}`,
    numberOf(number),
  );
}

/** Somebody else may be kept waiting by the fault: it is over in time all the same, and what they do is waited for then. */
export async function duringFault(progress: StoryProgress, done: Promise<void>): Promise<void> {
  const session = sessionOf(progress);
  if (session.experiment.spec.lastsMs === undefined || session.heals.length === 0) return await done;
  let isDone = false;
  const noted = done.finally(() => (isDone = true));
  noted.catch(() => undefined); // it is thrown where it is waited for
  progress.unfinished.push(noted);
  await watchUntilOver(session, () => isDone || undefined);
}

/** Ends the fault, once its time is over. If nothing more is expected, what arrives then is the answer. */
export async function healFault(progress: StoryProgress, number: number | undefined): Promise<void> {
  const session = sessionOf(progress);
  const { experiment, sampleWaiting } = session;
  sampleWaiting(true);
  await watchUntilOver(session, (seen) => findExit(seen, "client"));
  sampleWaiting(true);
  progress.begin(isControl(progress) ? "It would be over." : "It is over.", numberOf(number));
  await endFault(session, "Make it shorter.");
  await Promise.all(progress.unfinished.splice(0));
  recordProcesses(experiment);
  if (!exchangeLeft(progress).some((step) => "expect" in step)) await waitForAnswer(session);
}

async function watchUntilOver({ experiment, sampleWaiting }: Session, stop: Find<unknown>): Promise<void> {
  const { timeline, spec } = experiment;
  const untilNs = beganNs(experiment) + (spec.lastsMs ?? 0) * 1e6;
  const leftMs = (untilNs - timeline.now()) / 1e6;
  if (leftMs > 0) await timeline.watch(leftMs, stop, sampleWaiting);
}

/** It lasts from when it was done, not from when it was asked for. */
function beganNs({ timeline }: Experiment): number {
  const fault = ofKind(timeline.observations, "fault").at(-1);
  const done = after(timeline.observations, fault?.atNs ?? 0).find(
    ({ kind }) => kind === "wire" || kind === "processes",
  );
  return (done ?? fault)?.atNs ?? timeline.now();
}

/** Nothing is expected of the client: that something of the server's arrives is the answer to what it was told. */
async function waitForAnswer({ experiment, connection, sampleWaiting }: Session): Promise<void> {
  const { observations } = experiment.timeline;
  const saidNs = ofKind(observations, "typed").at(-1)?.atNs ?? 0;
  const fault = ofKind(observations, "fault").at(-1);
  if (saidNs < (fault?.atNs ?? 0)) return;
  await experiment.until(
    "data from the server, once it is there again",
    ["segments"],
    (seen) =>
      findExit(seen, "client") ??
      arrivals(segmentsOf(seen, connection)).find(
        ({ direction, length, arrivedAtNs }) =>
          direction === "server->client" && length > 0 && arrivedAtNs > saidNs,
      ),
    sampleWaiting,
  );
}
