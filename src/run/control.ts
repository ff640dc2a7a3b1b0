// An experiment and its control: the same run again with nothing done to the server, so that the client's habits are not
// mistaken for reactions.

import { NO_FAULT, faults } from "../fault/index.ts";
import { wayOf } from "../fault/way.ts";
import { reasonableIn } from "./judge.ts";
import { privateNetworksWork } from "../network/private-network.ts";
import { CONTROL, layOut } from "../timeline/case.ts";
import type { ControlRecord, RunDocument, RunRecord } from "../timeline/record.ts";
import { controlOf } from "../verdict/control.ts";
import { whyNoControl } from "../verdict/proof.ts";
import { isFailure } from "../failure.ts";
import { type Followed, type Performed, performPlan, recordOf, settingsOf, specOf } from "./plan.ts";
import type { RunRequest } from "./request.ts";
import { scenarios } from "./scenarios.ts";
import type { ExperimentSpec, CustomExperiment } from "../inside/spec.ts";
import type { NetworkName } from "../timeline/words.ts";

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
  const [plan] = scenarios.experiment.runs;
  if (plan === undefined) throw new Error("no plan for an experiment");
  const { custom, network, signal } = request;
  const chosen = specOf("experiment", { ...plan, waitOn: request.waitOn ?? plan.waitOn }, request);
  const settings = [...chosen.settings, ...(custom.comeBackAs ? settingsOf(custom.comeBackAs) : [])];
  const spec: ExperimentSpec = {
    ...chosen,
    ...as,
    custom,
    settings,
    network: network ?? networkFor(chosen, custom),
    ...(needsRelay(chosen, custom) && { isRelayed: true }),
  };
  const { isFollowed: isLastFollowed = false } = request;
  const forControl = {
    ...(network && { network }),
    ...(signal && { signal }),
    isFollowed: isLastFollowed,
  };
  const control = { ...spec, name: CONTROL, title: "The control", fault: NO_FAULT };
  const when = whenToControl(spec, custom.control);
  const isFollowed = isLastFollowed || (when === "after" && custom.controls > 0);
  const [first, ...made] = await allOf(
    when,
    () => performPlan(spec, { ...request, isFollowed }),
    Array.from(
      { length: custom.controls },
      () => () => attemptControl(() => performPlan(control, forControl), signal),
    ),
  );
  return conclude(first, made, request);
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
  { completed, expected }: Pick<RunRequest, "completed" | "expected">,
): Compared {
  const isMade = (each: Performed | NotMade): each is Performed => "evidence" in each;
  const performed = [first, ...made.filter(isMade)];
  const interrupted = made.find((each): each is Interrupted => "broken" in each);
  const broken = interrupted ? interrupted.broken : performed.find(({ left }) => left)?.left;
  const [, second] = performed;
  const compared = compare(made);
  const record = recordOf(
    first.spec,
    { ...first.evidence, control: compared },
    (verdict) => expected ?? reasonableIn(first.evidence, verdict),
  );
  completed?.(record);
  return {
    runs: second ? [record, recordOf(second.spec, second.evidence)] : [record],
    ...(interrupted && { cutShort: { made: performed.length, wanted: made.length + 1 } }),
    ...(broken !== undefined && { broken }),
  };
}

/** A run that could not be made, and why. */
interface NotMade {
  readonly missing: string;
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
    const missing = whyNoControl(seen);
    if (missing !== undefined) return { ...NOTHING_TO_COMPARE, missing };
    controls.push(controlOf(seen));
  }
  const [first, ...more] = controls;
  if (first === undefined) return NOTHING_TO_COMPARE;
  return more.length === 0 ? first : { ...first, more };
}

/** Without a control run, whatever the client does counts as a reaction. */
const NOTHING_TO_COMPARE: ControlRecord = { none: true, lines: [], signs: [], answered: [] };

async function allOf<T, C>(
  when: CustomExperiment["control"],
  one: () => Promise<T>,
  others: readonly (() => Promise<C>)[],
): Promise<readonly [T, ...C[]]> {
  if (when === "none") return [await one()];
  if (when === "after") {
    const first = await one();
    const rest: C[] = [];
    for (const other of others) rest.push(await other());
    return [first, ...rest];
  }
  const first = one();
  const rest = others.map((other) => other());
  await Promise.allSettled([first, ...rest]); // none is left running when another fails
  return [await first, ...(await Promise.all(rest))];
}

/** Holding a segment back, or the death of a host, needs two hosts. */
function networkFor(
  { fault, moment }: ExperimentSpec,
  { upstream, comeBackAs, thenServer, through }: CustomExperiment,
): NetworkName {
  const needing = [comeBackAs, thenServer, through];
  if (faults[fault].needsTwoHosts || needing.some((each) => each !== undefined)) return "two-hosts";
  return wayOf(faults[fault], moment.at, upstream !== undefined) === "wire" ? "two-hosts" : "loopback";
}

/** A relay before a server of one's own holds its reply; the control's as well, which goes the same way. */
function needsRelay({ fault, moment }: ExperimentSpec, { upstream }: CustomExperiment): boolean {
  return upstream === undefined && wayOf(faults[fault], moment.at, false) === "relay";
}
