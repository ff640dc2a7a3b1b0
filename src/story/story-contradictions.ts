// Steps that are right each by itself, and not one after the other. (What contradicts within one death is refused as for a
// run with one fault.)

import { faults } from "../fault/index.ts";
import { splitFault } from "../fault/moments.ts";
import { wayTo } from "../fault/way.ts";
import { END_OF_INPUT } from "../program/keys.ts";
import { usageError } from "../run/option-checks.ts";
import { under } from "../input-file/place.ts";
import type { MomentName } from "../fault/moments.ts";
import { type Chapter, type Placed, doesLast, exchangeOf, isExchange, nameOf } from "./chapters.ts";
import type { Story, StoryInput } from "./story.ts";

/** Whether there is a command that asks for the count: `later` where it comes with programs that are chosen elsewhere. */
type CountCommand = "given" | "missing" | "later";

/** Throws a Failure (2) for the first that is found, under the keys of its step. */
export function refuseStory(steps: Story["steps"], chapters: readonly Chapter[], count: CountCommand): void {
  const [first] = chapters;
  if (first === undefined)
    throw usageError("the story has no fault.", "Add one: { fault: kill }. `deadpeer list` has them all.");
  for (const [at, step] of steps.entries()) {
    if (count === "missing") inStep(at, () => refuseCount(step, at));
    inStep(at, () => refuseBehindEnd(steps, step, at));
  }
  for (const each of first.before) inStep(each.at, () => refuseWithoutFault(each));
  for (const [i, chapter] of chapters.entries()) {
    inStep(chapter.fault.at, () => refuseFault(chapters, i));
    for (const each of chapter.after) inStep(each.at, () => refuseAfter(chapter, each));
  }
}

function inStep(at: number, act: () => void): void {
  under("steps", () => under(at, act));
}

function refuseCount(step: StoryInput, at: number): void {
  if (typeof step !== "object" || !("count" in step)) return;
  throw usageError(
    `${name(at)} waits for a count, and the story has no count.`,
    "Add the command that asks for it: count: CMD.",
  );
}

function refuseBehindEnd(steps: Story["steps"], step: StoryInput, at: number): void {
  if (typeof step !== "object") return;
  const ended = steps.findIndex(
    (each) => typeof each === "object" && "press" in each && each.press === END_OF_INPUT,
  );
  if (ended >= 0 && at > ended && ("say" in step || "press" in step))
    throw usageError(
      `${name(at)} types something, and the client's input has ended with ${name(ended)}.`,
      "Nothing can be typed behind the end of input: leave out one of them.",
    );
}

function refuseWithoutFault({ step, at }: Placed): void {
  if (typeof step !== "object" || isExchange(step) || "until" in step || "count" in step || "watch" in step)
    return;
  throw usageError(`${name(at)} comes before any fault.`, "Put it behind the fault that it is for.");
}

function refuseFault(chapters: readonly Chapter[], i: number): void {
  const { fault, before } = chapters[i] as Chapter;
  const { moment } = splitFault(fault.step.fault);
  const which = faults[nameOf(fault.step)];
  if (which.isControl)
    throw usageError(
      `${name(fault.at)}: ${which.name} is no fault.`,
      "Leave it out: the control has no faults, and is made by itself.",
    );
  if (which.beforeConnection && (i > 0 || before.length > 0))
    throw usageError(
      `${name(fault.at)}: ${which.name} is there before the client comes, and something comes before it.`,
      "Make it the first step; for those who connect later, use comeBackAs.",
    );
  if (moment === "accepted" && (i > 0 || before.length > 0))
    throw usageError(
      `${name(fault.at)}: at the moment accepted nothing has been said, and something comes before it.`,
      "Make it the first step, or use another moment.",
    );
  if (chapters.length > 1 && wayTo(which, moment as MomentName).by === "relay")
    throw usageError(
      `${name(fault.at)}: ${fault.step.fault} needs a relay before the server, which would then be what dies each time.`,
      "Make it the only fault of a story, or use one that needs no relay (docs/faults.md).",
    );
  refuseUnsaid(chapters[i] as Chapter, moment);
  const previous = chapters[i - 1];
  if (previous) refuseNext(previous, fault.at);
}

/**
 * What is under way when the fault comes is what is said next, at once; a client that asks by itself is caught at its first
 * request.
 */
function refuseUnsaid({ fault: { at }, before, after }: Chapter, moment: string): void {
  if (moment === "idle" || moment === "accepted") return;
  const [next] = after;
  const isSaid = next !== undefined && typeof next.step === "object" && "say" in next.step;
  const asksByItself = before.length === 0 && !exchangeOf(after).some((each) => "say" in each);
  if (isSaid || asksByItself) return;
  const what = next === undefined ? "nothing comes then" : `${name(next.at)} says nothing`;
  throw usageError(
    `${name(at)}: the moment ${moment} is in the middle of what is said next, and ${what}.`,
    "Put a { say: TEXT } directly behind the fault.",
  );
}

/** Whether a server is there that can be lost once more. */
function refuseNext({ fault, after }: Chapter, at: number): void {
  const which = faults[nameOf(fault.step)];
  const comesBack = after.some(({ step }) => typeof step === "object" && "comeBack" in step);
  const another = after.find(({ step }) => typeof step === "object" && "thenServer" in step);
  if (another)
    throw usageError(
      `${name(at)} comes after another server has taken the address (${name(another.at)}).`,
      "Make it the last fault of the story.",
    );
  if (which.expects.slow)
    throw usageError(
      `${name(at)} comes after ${which.name}, which does not end.`,
      "Make that the last fault.",
    );
  if (fault.step.comeBackAs !== undefined)
    throw usageError(
      `${name(at)} needs a client that is connected again, and ${name(fault.at)} lets nobody be served.`,
      `Leave out its comeBackAs, or make it the last fault.`,
    );
  const isGone = which.needsTwoHosts && !which.expects.lives && !which.endsConnectionOnly;
  if ((isGone || fault.step.kill === "tree") && !comesBack)
    throw usageError(
      `${name(at)} comes when the server is gone (${name(fault.at)}), and nothing has brought it back.`,
      "Add { comeBack: 100 } between them.",
    );
}

function refuseAfter({ fault, after }: Chapter, { step, at }: Placed): void {
  if (typeof step !== "object") return;
  if ("heal" in step && !doesLast(fault.step))
    throw usageError(
      `${name(at)}: there is nothing to heal, ${fault.step.fault} does not last for a time.`,
      "Faults that do are outage, pause and stall; a server that has died comes back with comeBack.",
    );
  for (const word of ["heal", "comeBack"] as const) {
    const earlier = after.find((each) => typeof each.step === "object" && word in each.step);
    if (word in step && earlier !== undefined && earlier.at < at)
      throw usageError(
        `${name(at)}: ${word} has been said already (${name(earlier.at)}).`,
        "Leave out one of them.",
      );
  }
}

function name(at: number): string {
  return `steps[${at}]`;
}
