// The specification of an experiment with the user's own programs: of one fault, or of a story of several.

import { NO_FAULT, faults } from "../fault/index.ts";
import { wayOf } from "../fault/way.ts";
import type { CustomExperiment, ExperimentSpec } from "../inside/spec.ts";
import type { Death, Story } from "../inside/story-steps.ts";
import { CONTROL } from "../timeline/case.ts";
import type { NetworkName } from "../timeline/words.ts";
import { settingsOf, specOf } from "./plan.ts";
import type { DeathRequest, RunRequest } from "./request.ts";
import { scenarios } from "./scenarios.ts";

type Request = Omit<RunRequest, "scenario">;

export function specOfExperiment(request: Request): ExperimentSpec {
  const spec = specOfDeath(request, request);
  if (request.story === undefined) return spec;
  const specs = request.story.deaths.map((death) => specOfDeath(request, death));
  return {
    ...spec,
    story: { steps: request.story.steps, deaths: specs.map(deathOf) },
    settings: [...spec.settings, ...specs.slice(1).flatMap(({ fault }) => settingsOf(fault))],
    network: specs.some(({ network }) => network === "two-hosts") ? "two-hosts" : spec.network,
    limitMs: Math.max(...specs.map(({ limitMs }) => limitMs)),
    ...(specs.some(({ isRelayed }) => isRelayed) && { isRelayed: true }),
  };
}

/** The same with nothing done to the server. */
export function withoutFault(spec: ExperimentSpec): ExperimentSpec {
  const { story } = spec;
  return {
    ...spec,
    name: CONTROL,
    title: "The control",
    fault: NO_FAULT,
    ...(story && { story: withoutFaults(story) }),
  };
}

function withoutFaults(story: Story): Story {
  return { ...story, deaths: story.deaths.map((death) => ({ ...death, fault: NO_FAULT })) };
}

function specOfDeath(request: Request, death: DeathRequest): ExperimentSpec {
  const [plan] = scenarios.experiment.runs;
  if (plan === undefined) throw new Error("no plan for an experiment");
  // The number of the first one is not another's.
  const { amount: _, ...others } = request;
  const asked = { ...others, ...death };
  const { custom } = asked;
  const chosen = specOf("experiment", { ...plan, waitOn: request.waitOn ?? plan.waitOn }, asked);
  const settings = [...chosen.settings, ...(custom.comeBackAs ? settingsOf(custom.comeBackAs) : [])];
  return {
    ...chosen,
    custom,
    settings,
    network: request.network ?? networkFor(chosen, custom),
    ...(needsRelay(chosen, custom) && { isRelayed: true }),
  };
}

function deathOf({ fault, amount, lastsMs, beforeConnection, moment, custom }: ExperimentSpec): Death {
  if (custom === undefined) throw new Error("a death without its description");
  return {
    fault,
    ...(amount !== undefined && { amount }),
    ...(lastsMs !== undefined && { lastsMs }),
    ...(beforeConnection && { beforeConnection }),
    moment,
    custom,
  };
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
