// The exchange with the client: what is said to it, and what it is expected to print.

import type { Phase } from "../timeline/observation.ts";
import { type Match, type Pattern, findMatch, showPattern } from "../timeline/pattern.ts";
import { after, findExit, ofKind } from "../timeline/queries.ts";
import { outputOf } from "../timeline/output.ts";
import { isInput } from "../timeline/waits.ts";
import { clientRuns } from "../inside/steps.ts";
import { failure } from "../failure.ts";
import type { Lab } from "../inside/experiment.ts";
import type { ExchangeStep } from "../inside/spec.ts";
import { seeItListen } from "../inside/settle.ts";
import { type Stage, typeLine } from "../inside/session.ts";

/** How far the client's output has been looked through: what was printed before something is said is no answer to it. */
export interface Talk {
  mark: number;
}

/** Says and waits, step by step, until the client ends. What is not found is recorded as such. */
export async function converse(
  stage: Stage,
  talk: Talk,
  steps: readonly ExchangeStep[],
  phase: Phase,
): Promise<void> {
  for (const step of steps) {
    if ("say" in step) await say(stage, talk, step.say, phase);
    if ("expect" in step) await expectPrinted(stage, talk, step.expect, phase);
  }
}

export async function say(stage: Stage, talk: Talk, line: string, phase: Phase): Promise<void> {
  const { startMs, limitMs } = stage.lab.spec;
  await seeItListen(stage, phase === "before" ? startMs : limitMs);
  if (!clientRuns(stage.lab)) return;
  talk.mark = outputOf(stage.lab.timeline.observations, "client").length;
  typeLine(stage, line);
}

async function expectPrinted(stage: Stage, talk: Talk, pattern: Pattern, phase: Phase): Promise<void> {
  const { lab, sampleWaiting } = stage;
  const shown = showPattern(pattern);
  const look = createLook(lab, pattern, talk.mark);
  const isOver = phase === "after" ? createGiveUp(stage) : () => undefined;
  const found = await lab.until(
    `${shown} printed by the client`,
    ["output"],
    (seen) => look() ?? findExit(seen, "client") ?? isOver(),
    sampleWaiting,
  );
  // It may have printed it just before it ended.
  const match = look();
  if (match) talk.mark = match.end;
  lab.record({
    kind: "expected",
    phase,
    pattern: shown,
    found: match !== undefined,
    text: match?.text ?? "",
  });
  if (match === undefined && phase === "before") throw notFound(lab, shown, found !== undefined);
}

/** The output is put together only when there is more of it. */
function createLook(lab: Lab, pattern: Pattern, from: number): () => Match | undefined {
  let [count, match]: [number, Match | undefined] = [-1, undefined];
  return () => {
    const printed = ofKind(lab.timeline.observations, "printed").length;
    if (printed !== count) match = findMatch(pattern, outputOf(lab.timeline.observations, "client"), from);
    count = printed;
    return match;
  };
}

/** How long a client that waits for nothing but its user stays so before no answer is expected of it any more. */
const QUIET_MS = 100;

/** It has said something, and waits for its user again: what was asked of it is done with, for better or worse. */
function createGiveUp({ lab }: Stage): () => true | undefined {
  const sinceNs = lab.timeline.now();
  return () => {
    const news = after(lab.timeline.observations, sinceNs);
    const printed = ofKind(news, "printed").findLast(({ role }) => role === "client");
    const waiting = ofKind(lab.timeline.observations, "waiting").at(-1);
    if (printed === undefined || waiting === undefined) return undefined;
    const threads = waiting.threads.filter(({ on }) => on.length > 0);
    const onlyUser = threads.length > 0 && threads.every(({ on }) => on.every(isInput));
    const quietNs = lab.timeline.now() - Math.max(printed.atNs, waiting.atNs);
    return (onlyUser && quietNs > QUIET_MS * 1e6) || undefined;
  };
}

function notFound(lab: Lab, shown: string, ended: boolean): Error {
  const text = outputOf(lab.timeline.observations, "client").trim().slice(-300);
  const printed = text ? `It printed: ${text}` : "It printed nothing.";
  const when = ended ? "and ended before the fault" : `within ${lab.spec.limitMs} ms, before the fault`;
  return failure(
    3,
    `The client never printed ${shown} ${when}. ${printed}`,
    "Check --say and --expect against the client by itself, or give it more time with --limit-ms.",
  );
}
