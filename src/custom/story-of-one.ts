// The options of the command line as a story: an exchange, one fault, silence, the exchange again. (Where the fault lasts
// for a time, the exchange again while it does.)

import type { MomentName } from "../fault/moments.ts";
import type { CustomExperiment, ExperimentSpec } from "../inside/spec.ts";
import type { Death, Story, StoryStep } from "../inside/story-steps.ts";
import { isNeverAsked } from "./moment-plan.ts";

/** The headings' numbers: what is left out has no other number. */
const AT = { fault: 3, silence: 4, again: 5, left: 6 } as const;

export function storyOfOne(spec: ExperimentSpec, custom: CustomExperiment): Story {
  const { fault, amount, lastsMs, beforeConnection, moment } = spec;
  const death: Death = {
    fault,
    ...(amount !== undefined && { amount }),
    ...(lastsMs !== undefined && { lastsMs }),
    ...(beforeConnection && { beforeConnection }),
    moment,
    custom,
  };
  if (beforeConnection) return { steps: beforeClient(spec, custom), deaths: [death], lastNumber: AT.left };
  const exchange: readonly StoryStep[] = isAfterExchange(moment.at, custom)
    ? [{ heading: "exchange" }, ...custom.exchange]
    : [];
  const after = lastsMs === undefined ? silenceFirst(spec, custom) : whileItLasts(spec, custom);
  return {
    steps: [{ start: "server" }, { start: "client" }, ...exchange, { fault: 0, number: AT.fault }, ...after],
    deaths: [death],
    lastNumber: AT.left,
  };
}

/** The other moments are of the client's first bytes. */
function isAfterExchange(at: MomentName, custom: CustomExperiment): boolean {
  if (at === "accepted") return false;
  return at === "idle" || at === "crossing" || !isNeverAsked(custom);
}

function silenceFirst({ watchMs }: ExperimentSpec, { afterwards }: CustomExperiment): readonly StoryStep[] {
  return [
    { heading: "silence", number: AT.silence },
    { watchMs, comesBack: true },
    { heading: "again", number: AT.again },
    ...afterwards,
  ];
}

/** Said meanwhile is what comes before the first answer. */
function whileItLasts({ watchMs }: ExperimentSpec, { afterwards }: CustomExperiment): readonly StoryStep[] {
  const answer = afterwards.findIndex((step) => "expect" in step);
  const meanwhile = answer < 0 ? afterwards : afterwards.slice(0, answer);
  const rest: readonly StoryStep[] = answer < 0 ? [{ watchMs, comesBack: true }] : afterwards.slice(answer);
  return [
    { heading: "lasting", number: AT.silence },
    ...meanwhile,
    { heal: true, number: AT.again },
    ...rest,
  ];
}

function beforeClient({ watchMs }: ExperimentSpec, { afterwards }: CustomExperiment): readonly StoryStep[] {
  return [
    { start: "server" },
    { fault: 0 },
    { start: "client" },
    { watchMs, comesBack: true },
    { heading: "again", number: 4 },
    ...afterwards,
  ];
}
