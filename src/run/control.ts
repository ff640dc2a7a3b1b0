// An experiment and its control: the same run again with nothing done to the server, so that the client's habits are not
// mistaken for reactions.

import { NO_FAULT, faults } from "../fault/index.ts";
import { privateNetworksWork } from "../network/private-network.ts";
import { layOut } from "../timeline/case.ts";
import type { ControlRecord, RunRecord } from "../timeline/record.ts";
import { controlOf } from "../verdict/control.ts";
import { whyNoControl } from "../verdict/proof.ts";
import { isFailure } from "../failure.ts";
import { type Performed, performPlan, recordOf, specOf } from "./plan.ts";
import type { RunRequest } from "./request.ts";
import { scenarios } from "./scenarios.ts";
import type { ExperimentSpec, CustomExperiment } from "../inside/spec.ts";
import type { NetworkName } from "../timeline/words.ts";

/** Returns the experiment's record and the control's. Rejects as `runScenario` does. */
export async function runWithControl(request: Omit<RunRequest, "scenario">): Promise<RunRecord[]> {
  const [plan] = scenarios.experiment.runs;
  if (plan === undefined) throw new Error("no plan for an experiment");
  const { custom, network, signal } = request;
  const chosen = specOf("experiment", { ...plan, waitOn: request.waitOn ?? plan.waitOn }, request);
  const spec: ExperimentSpec = { ...chosen, custom, network: network ?? networkFor(chosen, custom) };
  const { expected = faults[spec.fault].reasonable } = request;
  const forControl = { ...(network && { network }), ...(signal && { signal }) };
  const control = { ...spec, name: "control", title: "The control", fault: NO_FAULT };
  const [first, ...made] = await allOf(
    faults[spec.fault].isControl
      ? "none"
      : spec.network === "machine" || !privateNetworksWork()
        ? "after"
        : custom.control,
    () => performPlan(spec, request),
    Array.from({ length: custom.controls }, () => () => attempt(() => performPlan(control, forControl))),
  );
  const second = made.find((each) => "evidence" in each);
  const compared = compare(made);
  const record = recordOf(first.spec, { ...first.evidence, control: compared }, expected);
  request.completed?.(record);
  return second ? [record, recordOf(second.spec, second.evidence, "")] : [record];
}

/** A run that could not be made, and why. */
interface NotMade {
  readonly missing: string;
}

/** The run to be compared is finished, and is kept without a control. */
async function attempt(make: () => Promise<Performed>): Promise<Performed | NotMade> {
  try {
    return await make();
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { missing: `the control could not be made: ${error.message.replace(/\.$/, "")}` };
  }
}

/** @param made the controls; where one of them is none, there is nothing that all of them show */
function compare(made: readonly (Performed | NotMade)[]): ControlRecord {
  const controls: ControlRecord[] = [];
  for (const each of made) {
    if ("missing" in each) return { ...NOTHING_TO_COMPARE, ...each };
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
function networkFor({ fault, moment }: ExperimentSpec, { upstream }: CustomExperiment): NetworkName {
  if (faults[fault].needsTwoHosts) return "two-hosts";
  if (moment.at === "idle") return "loopback";
  return moment.at.startsWith("mid-") && upstream !== undefined ? "loopback" : "two-hosts";
}
