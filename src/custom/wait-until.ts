// Waits until something is observed, as a story asks for. What does not come within the limit ends the story, as what
// follows was meant for afterwards.

import { clientConnections } from "../inside/client-sampler.ts";
import type { Experiment } from "../inside/experiment.ts";
import { listening } from "../inside/session.ts";
import { settle } from "../inside/settle.ts";
import { type Awaited, awaitedStates } from "../inside/story-steps.ts";
import { failure } from "../failure.ts";
import { findMatch, showPattern } from "../timeline/pattern.ts";
import { outputOf } from "../timeline/output.ts";
import { findExit, ofKind, rowsOf } from "../timeline/queries.ts";
import { askCount } from "./count.ts";
import { type StoryProgress, customOf, isControl, phaseOf, sessionOf } from "./story-progress.ts";

/** Throws a Failure (3) if it does not come. */
export async function waitUntil(progress: StoryProgress, awaited: Awaited): Promise<void> {
  const session = sessionOf(progress);
  if (awaited === "quiet") return await waitForQuiet(progress);
  const look = lookFor(session.experiment, awaited);
  await watchFor(progress, what(awaited), () => look() || undefined);
}

async function waitForQuiet(progress: StoryProgress): Promise<void> {
  const session = sessionOf(progress);
  const { limitMs } = session.experiment.spec;
  const isQuiet = await settle(session, limitMs);
  if (!isQuiet && !isControl(progress)) throw neverSeen(what("quiet"), `within ${limitMs} ms`);
}

/** Nothing was done in a control: there it may come, and need not. */
async function watchFor(
  progress: StoryProgress,
  awaited: string,
  look: () => true | undefined,
): Promise<void> {
  const { experiment, sampleWaiting } = sessionOf(progress);
  const { limitMs, watchMs } = experiment.spec;
  const isOver = (): true | undefined => look() ?? (hasEnded(experiment) || undefined);
  await experiment.timeline.watch(isControl(progress) ? watchMs : limitMs, isOver, sampleWaiting);
  sampleWaiting(true);
  if (look() || isControl(progress)) return;
  throw neverSeen(awaited, hasEnded(experiment) ? "before the client ended" : `within ${limitMs} ms`);
}

function neverSeen(awaited: string, when: string): Error {
  return failure(
    3,
    `it was not seen ${when} that ${awaited}`,
    "Allow more time with limitMs, or wait for something else.",
  );
}

function hasEnded({ timeline }: Experiment): boolean {
  return findExit(timeline.observations, "client") !== undefined;
}

function what(awaited: Awaited): string {
  if (typeof awaited === "string") return awaitedStates[awaited];
  return `the ${awaited.by} prints ${showPattern(awaited.printed)}`;
}

function lookFor(experiment: Experiment, awaited: Exclude<Awaited, "quiet">): () => boolean {
  const { timeline } = experiment;
  if (typeof awaited !== "string") {
    const from = outputOf(timeline.observations, awaited.by).length;
    return () => findMatch(awaited.printed, outputOf(timeline.observations, awaited.by), from) !== undefined;
  }
  return () => states[awaited](experiment);
}

const states: Readonly<Record<Exclude<Awaited, "quiet"> & string, (experiment: Experiment) => boolean>> = {
  connected: (experiment) => {
    const table = experiment.sockets.sample();
    return clientConnections(experiment).some((each) => rowsOf(table, each).server?.state === "ESTABLISHED");
  },
  closed: (experiment) => clientConnections(experiment).length === 0,
  ended: hasEnded,
  listening: (experiment) => listening(experiment) !== undefined,
};

/** How long after one count another is asked for. */
const AGAIN_MS = 100;

/**
 * Until the server has so many more than in the beginning. Throws a Failure (3) if it never has; in a control it need not.
 */
export async function waitForCount(progress: StoryProgress, wanted: number): Promise<void> {
  const { experiment } = sessionOf(progress);
  const { timeline, spec } = experiment;
  const untilNs = timeline.now() + spec.limitMs * 1e6;
  const more = (): number | undefined => {
    const counted = ofKind(timeline.observations, "counted");
    const [first, last] = [counted[0]?.count, counted.at(-1)?.count];
    return first === undefined || last === undefined ? undefined : last - first;
  };
  do {
    await askCount(experiment, customOf(experiment), phaseOf(progress));
    if (more() === wanted) return;
    await timeline.watch(AGAIN_MS, () => undefined, sessionOf(progress).sampleWaiting);
  } while (timeline.now() < untilNs);
  if (phaseOf(progress) === "after" && isControl(progress)) return;
  const when = phaseOf(progress) === "after" ? "" : ", before the fault";
  throw failure(
    3,
    `it was not seen within ${spec.limitMs} ms${when} that the server's count is ${wanted} more than in the beginning; it is ${more() ?? "not a number"}`,
    "It counts from when the story began. Try the command on its own, or allow more time with limitMs.",
  );
}
