// An experiment and its control: the same run again with nothing done to the server, so that the client's habits are not
// mistaken for reactions.

import { faults } from "../fault/index.ts";
import { reasonableIn } from "./judge.ts";
import { privateNetworksWork } from "../network/private-network.ts";
import { layOut } from "../timeline/case.ts";
import { NOTHING_TO_COMPARE } from "../timeline/controls.ts";
import type { ControlRecord, RunDocument, RunRecord } from "../timeline/record.ts";
import { controlOf } from "../verdict/control.ts";
import { parseExpectations } from "../verdict/expectations.ts";
import { isAnswerLonger } from "../verdict/notice/longer-answer.ts";
import { longerControl } from "../verdict/notice/longer-control.ts";
import { whyNoControl } from "../verdict/proof/proof.ts";
import { isFailure } from "../failure.ts";
import { type Followed, type NotMade, type Performed, performPlan, recordOf } from "./plan.ts";
import type { RunRequest } from "./request.ts";
import type { CustomExperiment, ExperimentSpec } from "../inside/spec.ts";
import { specOfExperiment, withoutFault } from "./experiment-spec.ts";
import { recordsOfDeaths } from "./story-records.ts";

/** The experiment's record and the control's. */
export interface Compared {
  readonly runs: readonly RunRecord[];
  readonly cutShort?: RunDocument["cutShort"];
  /** What ended it after the experiment was finished, so that there is no control, or something could not be ended. */
  readonly broken?: unknown;
}

/**
 * Makes the experiment and its control. Rejects as `runScenario` does, unless the experiment was finished.
 *
 * @param as its name and title, if not the usual ones
 */
export async function runWithControl(
  request: Omit<RunRequest, "scenario"> & Followed,
  as: Partial<Pick<ExperimentSpec, "name" | "title">> = {},
): Promise<Compared> {
  const { custom, network, signal } = request;
  const spec = { ...specOfExperiment(request), ...as };
  const { isFollowed: isLastFollowed = false } = request;
  const forControl = {
    ...(network && { network }),
    ...(signal && { signal }),
    isFollowed: isLastFollowed,
  };
  const control = withoutFault(spec);
  const when = whenToControl(spec, custom.control);
  const isFollowed = isLastFollowed || (when === "after" && custom.controls > 0);
  const [first, ...made] = await allOf(
    when,
    (emptied) => performPlan(spec, { ...request, isFollowed }, { emptied }),
    Array.from(
      { length: custom.controls },
      () => () => attemptControl(() => performPlan(control, forControl), signal),
    ),
  );
  const watchedForMs = watchForMs(request, first, made);
  if (watchedForMs === undefined) return conclude(first, made, request);
  const longer: (Performed | NotMade | Interrupted)[] = [];
  for (const _ of made)
    longer.push(await attemptControl(() => performPlan({ ...control, watchedForMs }, forControl), signal));
  return conclude(first, longer, request);
}

/**
 * What the client did may be what it does by itself after so long, and no control was watched for as long as that; or it was
 * cut short in an answer that had no end in the control.
 */
function watchForMs(
  { story, expected = "" }: Pick<RunRequest, "story" | "expected">,
  { evidence, spec }: Performed,
  made: readonly (Performed | NotMade | Interrupted)[],
): number | undefined {
  const control = compare(made);
  if (story !== undefined || control.none || !made.every(isMade)) return undefined;
  if (made.some(({ left }) => left)) return undefined; // that is to be told
  const seen = layOut({ ...evidence, control });
  const controls = made.map((each) => layOut(each.evidence));
  const neededMs = Math.ceil((longerControl(seen, controls) ?? 0) / 1e6);
  const isLossAsked = parseExpectations(expected).some(({ name }) => name === "lost");
  const longestMs = isAnswerLonger(seen, controls, isLossAsked) ? Math.max(neededMs, spec.limitMs) : neededMs;
  return longestMs > 0 ? longestMs : undefined;
}

function isMade(each: Performed | NotMade): each is Performed {
  return "evidence" in each;
}

/** Two at once need a network each. */
function whenToControl(
  { fault, network }: ExperimentSpec,
  wanted: CustomExperiment["control"],
): CustomExperiment["control"] {
  const { isControl } = faults[fault];
  if (isControl) return "none";
  return wanted === "at-once" && (network === "machine" || !privateNetworksWork()) ? "after" : wanted;
}

/** Judges what was made. */
function conclude(
  first: Performed,
  made: readonly (Performed | NotMade | Interrupted)[],
  { completed, expected, story }: Pick<RunRequest, "completed" | "expected" | "story">,
): Compared {
  const performed = [first, ...made.filter(isMade)];
  const interrupted = made.find((each): each is Interrupted => "broken" in each);
  const broken = interrupted ? interrupted.broken : performed.find(({ left }) => left)?.left;
  const [, second] = performed;
  const records = story
    ? recordsOfDeaths(story, first, made, compare)
    : [
        recordOf(
          first.spec,
          { ...first.evidence, control: compare(made) },
          (verdict) => expected ?? reasonableIn(first.evidence, verdict),
        ),
      ];
  for (const record of records) completed?.(record);
  return {
    runs: second ? [...records, recordOf(second.spec, second.evidence)] : records,
    ...(interrupted && { cutShort: { made: performed.length, wanted: made.length + 1 } }),
    ...(broken !== undefined && { broken }),
  };
}

interface Interrupted extends NotMade {
  readonly broken: unknown;
}

/** The run to be compared is finished, and is kept without a control. */
export async function attemptControl(
  make: () => Promise<Performed>,
  signal: AbortSignal | undefined,
): Promise<Performed | NotMade | Interrupted> {
  try {
    return await make();
  } catch (error) {
    const missing = "the control could not be made";
    // What an interruption leaves behind is a Failure, and an interruption all the same.
    if (!isFailure(error) || signal?.aborted)
      return { missing: `${missing}: it was interrupted`, broken: error };
    return { missing: `${missing}: ${error.message.replace(/\.$/, "")}` };
  }
}

/** @param made the controls; where one of them is none, there is nothing that all of them show */
function compare(made: readonly (Performed | NotMade)[]): ControlRecord {
  const controls: ControlRecord[] = [];
  for (const each of made) {
    if ("missing" in each) return { ...NOTHING_TO_COMPARE, missing: each.missing };
    const seen = layOut(each.evidence);
    const missing = seen.fault ? whyNoControl(seen) : "the control did not come as far";
    if (missing !== undefined) return { ...NOTHING_TO_COMPARE, missing };
    controls.push(controlOf(seen));
  }
  const [first, ...more] = controls;
  if (first === undefined) return NOTHING_TO_COMPARE;
  return more.length === 0 ? first : { ...first, more };
}

async function allOf<T, C>(
  when: CustomExperiment["control"],
  one: (emptied: () => void) => Promise<T>,
  others: readonly (() => Promise<C>)[],
): Promise<readonly [T, ...C[]]> {
  const emptied = newSignal();
  const first = one(emptied.give);
  if (when === "none") return [await first];
  if (when === "after") {
    first.catch(() => undefined); // awaited once the others are over: none is left running
    await Promise.race([first, emptied.given]);
    const rest: C[] = [];
    for (const other of others) rest.push(await other());
    return [await first, ...rest];
  }
  const rest = others.map((other) => other());
  await Promise.allSettled([first, ...rest]); // none is left running when another fails
  return [await first, ...(await Promise.all(rest))];
}

function newSignal(): { readonly given: Promise<void>; give(): void } {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give };
}
