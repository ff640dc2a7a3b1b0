// An experiment and its control: the same once more with nothing done to the server, so that what the client does by
// itself is not taken for a reaction.

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
  const [first, made] = await bothOf(
    faults[spec.fault].isControl
      ? "none"
      : spec.network === "machine" || !privateNetworksWork()
        ? "after"
        : custom.control,
    () => performPlan(spec, request),
    () => attempt(() => performPlan(control, forControl)),
  );
  const second = made && "evidence" in made ? made : undefined;
  const compared = compare(made);
  const record = recordOf(first.spec, { ...first.evidence, control: compared }, expected);
  request.completed?.(record);
  return second ? [record, recordOf(second.spec, second.evidence, "")] : [record];
}

/** A run that could not be made, and why. */
interface NotMade {
  readonly missing: string;
}

/** The run that is to be held against it is finished: it is not thrown away. */
async function attempt(make: () => Promise<Performed>): Promise<Performed | NotMade> {
  try {
    return await make();
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { missing: `the control could not be made: ${error.message.replace(/\.$/, "")}` };
  }
}

function compare(made: Performed | NotMade | undefined): ControlRecord {
  if (made === undefined) return NOTHING_TO_COMPARE;
  if ("missing" in made) return { ...NOTHING_TO_COMPARE, ...made };
  const seen = layOut(made.evidence);
  const missing = whyNoControl(seen);
  return missing === undefined ? controlOf(seen) : { ...NOTHING_TO_COMPARE, missing };
}

/** Whatever the client does is taken for a reaction then. */
const NOTHING_TO_COMPARE: ControlRecord = { none: true, lines: [], signs: [], answered: [] };

async function bothOf<T, C>(
  when: CustomExperiment["control"],
  one: () => Promise<T>,
  other: () => Promise<C>,
): Promise<readonly [T, C?]> {
  if (when === "none") return [await one()];
  if (when === "after") return [await one(), await other()];
  const both = [one(), other()] as const;
  await Promise.allSettled(both); // neither is left running when the other fails
  return await Promise.all(both);
}

/** Where a segment must be held back, or a host dies, there are two hosts. */
function networkFor({ fault, moment }: ExperimentSpec, { upstream }: CustomExperiment): NetworkName {
  if (faults[fault].needsTwoHosts) return "two-hosts";
  if (moment.at === "idle") return "loopback";
  return moment.at.startsWith("mid-") && upstream !== undefined ? "loopback" : "two-hosts";
}
