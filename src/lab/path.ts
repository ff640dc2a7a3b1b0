// How far a reader has followed a section. Whatever is done to the server, to the cable or to the client that none of its
// cards asks for leaves it, and what is seen from then on says nothing about the section. Pure.

import { faults, isFault } from "../fault/index.ts";
import type { Doing } from "../inside/card.ts";
import { type Case, layOut } from "../timeline/case.ts";
import type { Observation, Observed } from "../timeline/observation.ts";
import type { Walk } from "./walks.ts";

/** What the section does not have. */
export type Leaving = Observed<"fault" | "recovered" | "wire" | "pressed">;

/** The case as far as the section was followed: the same one where it was not left. */
export function followed(seen: Case, walk: Walk): Case {
  const known = memory.get(seen);
  if (known !== undefined) return known;
  const leaving = leavingOf(seen.observations, walk);
  const before = leaving ? seen.observations.filter(({ atNs }) => atNs < leaving.atNs) : undefined;
  const result = before ? layOut({ ...seen.evidence, observations: before }) : seen;
  memory.set(seen, result);
  memory.set(result, result);
  return result;
}

/** Dozens of statements ask for the same one. */
const memory = new WeakMap<Case, Case>();

/** @param observations in the order of time */
export function leavingOf(observations: readonly Observation[], { cards }: Walk): Leaving | undefined {
  const asked = new Set<string>(cards.flatMap(({ does = [] }) => does));
  /** What a fault itself does to the wire. */
  const own: string[] = [];
  for (const observation of observations) {
    switch (observation.kind) {
      case "fault":
        if (!isStep(observation, asked)) return observation;
        if (isFault(observation.fault)) own.push(...(faults[observation.fault].expects.wire ?? []));
        break;
      case "pressed":
        if (!asked.has(observation.key)) return observation;
        break;
      case "recovered":
        if (!asked.has("continue" satisfies Doing)) return observation;
        break;
      case "wire":
        if (own[0] === observation.operation) own.shift();
        else if (!isAllowed(observation, asked.has("hold" satisfies Doing))) return observation;
    }
  }
  return undefined;
}

/** That nothing was done to the server is recorded as well. */
function isStep({ fault }: Observed<"fault">, asked: ReadonlySet<string>): boolean {
  return asked.has(fault) || (isFault(fault) && faults[fault].isControl === true);
}

/** A delay changes when things come, and not what comes. */
function isAllowed({ operation }: Observed<"wire">, mayHold: boolean): boolean {
  return operation === "delay" || (mayHold && (operation === "hold" || operation === "release"));
}
