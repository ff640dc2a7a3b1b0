// The exchange with the client: lines typed to it, and what it should print.

import type { Phase } from "../timeline/observation.ts";
import { type Match, type Pattern, findMatch, showPattern } from "../timeline/pattern.ts";
import { after, findExit, ofKind } from "../timeline/queries.ts";
import { formatEnd } from "../timeline/units.ts";
import { outputOf } from "../timeline/output.ts";
import type { ObserverName } from "../timeline/words.ts";
import { isInput, mayTryAgain } from "../timeline/waits.ts";
import { clientRuns } from "../inside/steps.ts";
import { type Failure, failure } from "../failure.ts";
import { faults } from "../fault/index.ts";
import { type Experiment, isObserved } from "../inside/experiment.ts";
import type { KeyName } from "../program/keys.ts";
import type { ExchangeStep } from "../inside/spec.ts";
import { findAnswer, isDrawing } from "./answer.ts";
import { waitUntilItReads } from "../inside/settle.ts";
import { refuseUndone, runCommand } from "../inside/run-command.ts";
import { type Session, pressKey, typeLine } from "../inside/session.ts";

/** How much of the client's output has been searched: what was printed before a line was typed is not its answer. */
export interface OutputCursor {
  mark: number;
  /** The last line that was typed. */
  said?: { readonly text: string; readonly atNs: number };
  /** The client had ended when something was to be typed: nothing is expected of it. */
  isDeaf?: boolean;
}

/** Types and waits, step by step. What is not found, or not typed because the client has ended, is recorded as such. */
export async function runExchange(
  session: Session,
  cursor: OutputCursor,
  steps: readonly ExchangeStep[],
  phase: Phase,
): Promise<void> {
  cursor.isDeaf = false;
  for (const step of steps) await performExchangeStep(session, cursor, step, phase);
}

/** One of them. */
export async function performExchangeStep(
  session: Session,
  cursor: OutputCursor,
  step: ExchangeStep,
  phase: Phase,
): Promise<void> {
  if ("also" in step) await doAlso(session.experiment, step.also, phase);
  if ("press" in step) cursor.isDeaf = !(await press(session, cursor, step.press, phase));
  if ("say" in step) cursor.isDeaf = !(await say(session, cursor, step.say, phase));
  if ("expect" in step && cursor.isDeaf !== true) await expectPrinted(session, cursor, step.expect, phase);
}

const SOMEBODY = "somebody else's connection";

/** Somebody else does something to the server. */
async function doAlso(experiment: Experiment, command: string, phase: Phase): Promise<void> {
  experiment.record({ kind: "also", command });
  const end = await runCommand(experiment, command, SOMEBODY);
  const { output: _, ...recorded } = end;
  experiment.record({ kind: "also-done", command, ...recorded });
  // Afterwards its server may be gone: then a remark says so.
  if (phase === "before") refuseUndone(experiment, "The command of --also", end);
}

/** Returns whether the client was still there. */
export async function say(
  session: Session,
  cursor: OutputCursor,
  line: string,
  phase: Phase,
): Promise<boolean> {
  const isThere = await isReading(session, cursor, line, phase);
  if (!isThere) return false;
  cursor.said = { text: line, atNs: session.experiment.timeline.now() };
  typeLine(session, line);
  return true;
}

async function press(session: Session, cursor: OutputCursor, key: KeyName, phase: Phase): Promise<boolean> {
  const isThere = await isReading(session, cursor, key, phase);
  if (isThere) pressKey(session, key);
  return isThere;
}

/** Returns whether the client is still there; once it has been waited for, what it has printed is no answer any more. */
async function isReading(
  session: Session,
  cursor: OutputCursor,
  text: string,
  phase: Phase,
): Promise<boolean> {
  const { experiment } = session;
  const { startMs, limitMs } = experiment.spec;
  await waitUntilItReads(session, phase === "before" ? startMs : limitMs);
  if (!clientRuns(experiment)) {
    experiment.record({ kind: "not-said", text, why: "the client has ended" });
    return false;
  }
  experiment.sockets.sample(); // what has come from the server so far, should segments not be observed
  cursor.mark = outputOf(experiment.timeline.observations, "client").length;
  return true;
}

async function expectPrinted(
  session: Session,
  cursor: OutputCursor,
  pattern: Pattern,
  phase: Phase,
): Promise<void> {
  const { experiment, sampleWaiting } = session;
  const shown = showPattern(pattern);
  const look = createLook(experiment, pattern, cursor);
  const isOver = phase === "after" ? createGiveUp(session, cursor) : () => undefined;
  await whileItComesSlowly(experiment, () => look() ?? findExit(experiment.timeline.observations, "client"));
  const found = await experiment.until(
    `${shown} printed by the client`,
    ["output"],
    (seen) => look() ?? findExit(seen, "client") ?? isOver(),
    sampleWaiting,
  );
  // The client may have printed it just before it ended.
  const match = look();
  if (match) cursor.mark = match.end;
  experiment.record({
    kind: "expected",
    phase,
    pattern: shown,
    found: match !== undefined,
    text: match?.text ?? "",
  });
  if (match !== undefined || phase === "after") return;
  throw whyUnknown(experiment, pattern, cursor) ?? notFound(experiment, shown, found !== undefined);
}

/** From a slow server an answer may take as long as it likes, as long as more of it comes within the limit. */
async function whileItComesSlowly({ spec, timeline }: Experiment, isThere: () => unknown): Promise<void> {
  if (!faults[spec.fault].expects.slow) return;
  const sinceNs = timeline.now();
  const isOver = (): true | undefined => {
    const last = ofKind(timeline.observations, "segment").findLast(({ length }) => length > 0);
    return timeline.now() - Math.max(sinceNs, last?.atNs ?? 0) > spec.limitMs * 1e6 || undefined;
  };
  await timeline.watch(
    HOUR_MS,
    () => isThere() ?? isOver(),
    () => undefined,
  );
}

const HOUR_MS = 3_600_000;

/** Any of these may show an answer. */
const kindsOfNews = ["printed", "segment", "sockets"] as const;

/** Searches the output only when there is more of it, or more from the server. */
function createLook(
  experiment: Experiment,
  pattern: Pattern,
  { mark, said }: OutputCursor,
): () => Match | undefined {
  let [news, match]: [string, Match | undefined] = ["", undefined];
  const { timeline } = experiment;
  return () => {
    const now = kindsOfNews.map((kind) => ofKind(timeline.observations, kind).length).join(" ");
    if (now !== news && match === undefined)
      match = findAnswer(pattern, outputOf(timeline.observations, "client"), mark, (text) =>
        said === undefined ? false : isDrawing(experiment, said, text),
      );
    news = now;
    return match;
  };
}

/** After this time of waiting only for its user, no answer of the client is expected any more. */
const QUIET_MS = 100;

/**
 * The client has printed something and waits for its user again: it has finished with the request, one way or another. (Not
 * while a thread of it pauses, after which it may try again.)
 */
function createGiveUp({ experiment }: Session, { said }: OutputCursor): () => true | undefined {
  const { timeline } = experiment;
  const sinceNs = timeline.now();
  const calmNs = ofKind(timeline.observations, "fault").at(0)?.atNs ?? said?.atNs ?? sinceNs;
  const before = ofKind(timeline.observations, "waiting").findLast(({ atNs }) => atNs <= calmNs);
  return () => {
    const news = after(timeline.observations, sinceNs);
    const printed = ofKind(news, "printed").findLast(({ role }) => role === "client");
    const waiting = ofKind(timeline.observations, "waiting").at(-1);
    if (printed === undefined || waiting === undefined || mayTryAgain(waiting, before)) return undefined;
    const threads = waiting.threads.filter(({ on }) => on.length > 0);
    const onlyUser = threads.length > 0 && threads.every(({ on }) => on.every(isInput));
    const quietNs = timeline.now() - Math.max(printed.atNs, waiting.atNs);
    return (onlyUser && quietNs > QUIET_MS * 1e6) || undefined;
  };
}

/** Undefined if the client has not printed it. */
function whyUnknown(experiment: Experiment, pattern: Pattern, { mark }: OutputCursor): Failure | undefined {
  const { observers, timeline } = experiment;
  const isOff = (observer: ObserverName): boolean => !isObserved(observers, observer);
  const shown = showPattern(pattern);
  if (isOff("output"))
    return failure(
      3,
      `It is unknown whether the client printed ${shown}: output is not observed.`,
      "Leave out --expect.",
    );
  if (!isOff("segments") || findMatch(pattern, outputOf(timeline.observations, "client"), mark) === undefined)
    return undefined;
  return failure(
    3,
    `The client printed ${shown} as it was typed, and it is unknown whether the server said it: segments are not observed, and the kernel does not count what came to the client's socket.`,
    "With --expect, name something that the server says and that is not typed, or leave it out. Or let segments be observed: in a private network (`deadpeer doctor` says how), or as root.",
  );
}

function notFound(experiment: Experiment, shown: string, ended: boolean): Error {
  const text = outputOf(experiment.timeline.observations, "client").trim().slice(-300);
  const printed = text ? `It printed: ${text}` : "It printed nothing.";
  const when = ended
    ? "and ended before the fault"
    : `within ${experiment.spec.limitMs} ms, before the fault`;
  const message = `The client never printed ${shown} ${when}. ${printed}`;
  const server = findExit(experiment.timeline.observations, "server");
  if (server)
    return failure(
      3,
      `The server ended on its own before the fault (${formatEnd(server)}). ${message}`,
      "Run the server on its own to see why; its address is in $HOST and $PORT.",
    );
  return failure(
    3,
    message,
    `Try --say and --expect with the client on its own, or allow more time with ${limitOption(experiment)}.`,
  );
}

function limitOption({ spec }: Experiment): string {
  return spec.drain === undefined ? "--limit-ms" : "--up-to";
}
