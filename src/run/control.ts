// An experiment and its control: the same once more with nothing done to the server, so that what the client does by
// itself is not taken for a reaction.

import { NO_FAULT, faults } from "../fault/index.ts";
import { privateNetworksWork } from "../network/private-network.ts";
import { layOut } from "../timeline/case.ts";
import { patternOf } from "../timeline/pattern.ts";
import type { ControlRecord, RunRecord } from "../timeline/record.ts";
import { controlOf } from "../verdict/control.ts";
import { whyNoControl } from "../verdict/proof.ts";
import { FIRST_LINE } from "../inside/lines.ts";
import { isFailure } from "../failure.ts";
import { type Performed, type RunOptions, type Step, performPlan, recordOf, specOf } from "./plan.ts";
import { scenarios } from "./scenarios.ts";
import type { ExperimentSpec, ExchangeStep, CustomExperiment } from "../inside/spec.ts";
import type { NetworkName } from "../timeline/words.ts";

/** Returns the experiment's record and the control's. Rejects as `runScenario` does. */
export async function runWithControl(options: RunOptions): Promise<RunRecord[]> {
  const [plan] = scenarios.experiment.runs;
  if (plan === undefined) throw new Error("no plan for an experiment");
  const chosen = specOf("experiment", { ...plan, waitOn: options.waitOn?.[0] ?? plan.waitOn }, options);
  const custom = describeCustom(options);
  const spec: ExperimentSpec = { ...chosen, custom, network: options.network ?? networkFor(chosen, custom) };
  const { expected = faults[spec.fault].reasonable } = options;
  const { signal } = options;
  const forControl = { ...(options.network && { network: options.network }), ...(signal && { signal }) };
  const control = { ...spec, name: "control", title: "The control", fault: NO_FAULT };
  const [first, ...made] = await allOf(
    faults[spec.fault].isControl
      ? "none"
      : spec.network === "machine" || !privateNetworksWork()
        ? "after"
        : custom.control,
    () => performPlan(spec, options),
    Array.from({ length: custom.controls }, () => () => attempt(() => performPlan(control, forControl))),
  );
  const second = made.find((each) => "evidence" in each);
  const compared = compare(made);
  const record = recordOf(first.spec, { ...first.evidence, control: compared }, expected);
  options.completed?.(record);
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

/** Whatever the client does is taken for a reaction then. */
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

function describeCustom({ custom = {}, client }: RunOptions): CustomExperiment {
  // deadpeer's own client has something to say without being told.
  const echo: readonly Step[] = [{ say: FIRST_LINE }, { expect: FIRST_LINE }];
  const {
    ready,
    serverReady,
    exchange = client === undefined ? echo : [],
    afterwards = exchange,
    ...rest
  } = custom;
  return {
    kill: "owner",
    connections: "first",
    control: "after",
    controls: 1,
    ...rest,
    ...(ready !== undefined && { ready: patternOf(ready) }),
    ...(serverReady !== undefined && { serverReady: patternOf(serverReady) }),
    exchange: exchange.map(asStep),
    afterwards: afterwards.map(asStep),
  };
}

function asStep(step: Step): ExchangeStep {
  return "say" in step ? step : { expect: patternOf(step.expect) };
}

/** Where a segment must be held back, or a host dies, there are two hosts. */
function networkFor({ fault, moment }: ExperimentSpec, { upstream }: CustomExperiment): NetworkName {
  if (faults[fault].needsTwoHosts) return "two-hosts";
  if (moment.at === "idle") return "loopback";
  return moment.at.startsWith("mid-") && upstream !== undefined ? "loopback" : "two-hosts";
}
