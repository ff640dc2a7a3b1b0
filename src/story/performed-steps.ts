// From the steps of a story to those that are performed: the start, and what goes without saying after a fault.

import type { StoryStep } from "../inside/story-steps.ts";
import { faults } from "../fault/index.ts";
import { patternOf } from "../timeline/pattern.ts";
import { type Chapter, doesLast, isExchange, nameOf } from "./chapters.ts";
import type { StoryInput, StoryUntil } from "./story.ts";

/** @param watchMs how long the silence after a fault is watched, where the story does not say */
export function performedSteps(chapters: readonly Chapter[], watchMs: number): readonly StoryStep[] {
  const [first] = chapters;
  if (first === undefined) return [];
  const isFirst = faults[nameOf(first.fault.step)].beforeConnection === true;
  const before = first.before.map(({ step }) => asPerformed(step));
  const heading: readonly StoryStep[] = before.length > 0 ? [{ heading: "exchange" }] : [];
  return [
    { start: "server" },
    ...(isFirst ? [] : [{ start: "client" } as const, ...heading, ...before]),
    ...chapters.flatMap((chapter, i): StoryStep[] => [
      { fault: i },
      ...(isFirst && i === 0 ? [{ start: "client" } as const] : []),
      ...(doesLast(chapter.fault.step)
        ? whileItLasts(chapter, watchMs)
        : inSilence(chapter, watchMs, isFirst && i === 0)),
    ]),
  ];
}

function whileItLasts({ after }: Chapter, watchMs: number): StoryStep[] {
  const steps = after.map(({ step }) => asPerformed(step));
  const healed = steps.some((step) => "heal" in step) ? steps : withHeal(steps);
  const isAsked = steps.some((step) => "expect" in step);
  return [{ heading: "lasting" }, ...healed, ...(isAsked ? [] : [{ watchMs }])];
}

/** What is said before an answer is expected is said meanwhile. */
function withHeal(steps: readonly StoryStep[]): StoryStep[] {
  const answer = steps.findIndex((step) => "expect" in step);
  const at = answer < 0 ? steps.length : answer;
  return [...steps.slice(0, at), { heal: true }, ...steps.slice(at)];
}

/** The server comes back while it is watched. */
function inSilence({ after }: Chapter, usualMs: number, isBeforeClient: boolean): StoryStep[] {
  const steps = after.map(({ step }) => asPerformed(step));
  const [first] = steps;
  const isSaid = first !== undefined && "watchMs" in first && first.watchMs !== undefined;
  const rest = isSaid ? steps.slice(1) : steps;
  const watchMs = isSaid ? (first.watchMs ?? usualMs) : usualMs;
  const comesBack = rest[0] !== undefined && "comesBack" in rest[0];
  return [
    ...(isBeforeClient ? [] : [{ heading: "silence" } as const]),
    { watchMs, ...(comesBack && { comesBack: true as const }) },
    { heading: "again" },
    ...rest.slice(comesBack ? 1 : 0),
  ];
}

/** A fault is none of these: it has been taken out. */
function asPerformed(step: StoryInput): StoryStep {
  if (step === "heal" || step === "comeBack") return step === "heal" ? { heal: true } : { comesBack: true };
  if (isExchange(step)) return "expect" in step ? { expect: patternOf(step.expect) } : step;
  if ("until" in step) return { until: awaitedOf(step.until) };
  if ("count" in step) return { count: step.count };
  if ("watch" in step) return { watchMs: step.watch };
  if ("heal" in step) return { heal: true };
  return { comesBack: true };
}

function awaitedOf(until: StoryUntil): Extract<StoryStep, { until: unknown }>["until"] {
  if (typeof until === "string") return until;
  return { printed: patternOf(until.printed), by: until.by ?? "client" };
}
