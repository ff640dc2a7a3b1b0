// The deaths of a story: what was observed from one fault until the next, each with what was already there when it began, so
// that each can be judged as if it were a run of its own.

import { sameEndpoint } from "../tcp/endpoint.ts";
import type { Fact, Observation, Observed, Role } from "./observation.ts";
import { ofKind } from "./kinds.ts";

/** The step that a later death's part begins with: what is there already, stated again. */
const SO_FAR = "What is there already.";

/**
 * One list for each death, its ids counted from 1: the first has all from the beginning on. A death that was never reached
 * has what was there in the end, and why the story went no further.
 *
 * @param count how many deaths the story has
 */
export function divideByDeath(observations: readonly Observation[], count: number): readonly Observation[][] {
  const begins = beginningsOf(observations);
  return Array.from({ length: count }, (_, i) => {
    if (i === 0) return numbered(observations.slice(0, begins[1] ?? observations.length));
    const from = begins[i] ?? observations.length;
    const to = begins[i] === undefined ? from : (begins[i + 1] ?? observations.length);
    const own = begins[i] === undefined ? whyNoFurther(observations) : observations.slice(from, to);
    const atNs = own[0]?.atNs ?? observations.at(-1)?.atNs ?? 0;
    return numbered([...restate(observations.slice(0, from), atNs, hasOwnConnection(own)), ...own]);
  });
}

/** The place of the step with which each death begins; the first begins with the run. */
function beginningsOf(observations: readonly Observation[]): (number | undefined)[] {
  const places: (number | undefined)[] = [0];
  for (const [i, each] of observations.entries())
    if (each.kind === "step" && each.death !== undefined && each.death > 1) places[each.death - 1] ??= i;
  return places;
}

function whyNoFurther(observations: readonly Observation[]): Observation[] {
  return [ofKind(observations, "gave-up").findLast(({ ends }) => ends) ?? []].flat();
}

function numbered(observations: readonly Observation[]): Observation[] {
  return observations.map((each, i) => ({ ...each, id: i + 1 }));
}

/** It is for another connection than the death before. */
function hasOwnConnection(own: readonly Observation[]): boolean {
  const first = own.find(({ kind }) => kind === "connection" || kind === "fault");
  return first?.kind === "connection";
}

/** What holds at that time, each fact as it was last seen. */
function restate(before: readonly Observation[], atNs: number, isReplaced: boolean): Observation[] {
  if (before.length === 0) return [];
  const facts: (Fact | undefined)[] = [
    { kind: "step", step: "0", text: SO_FAR },
    startOf(before, "server"),
    startOf(before, "client"),
    exitOf(before),
    ...ofKind(before, "probe"),
    ...ofKind(before, "connects"),
    ...ofKind(before, "narrowed").slice(-1),
    ...ofKind(before, "other-port"),
    ofKind(before, "sockets").at(-1),
    ...(isReplaced ? [] : [ofKind(before, "connection").at(-1), ...ownersOf(before)]),
    ofKind(before, "processes").at(-1),
    ofKind(before, "waiting").findLast(({ role }) => role === "client"),
    ofKind(before, "spent").at(-1),
    countOf(before),
    missingIn(before),
  ];
  return facts.flatMap((fact) => (fact === undefined ? [] : [{ ...fact, id: 0, atNs }]));
}

function startOf(before: readonly Observation[], role: Role): Observed<"program-started"> | undefined {
  return ofKind(before, "program-started").findLast((each) => each.role === role);
}

/** Of the client: it may be why nothing can be done any more. */
function exitOf(before: readonly Observation[]): Observed<"program-exited"> | undefined {
  const { pid } = startOf(before, "client") ?? {};
  return ofKind(before, "program-exited").findLast((each) => each.role === "client" && each.pid === pid);
}

function ownersOf(before: readonly Observation[]): Observed<"owners">[] {
  const connection = ofKind(before, "connection").at(-1);
  const ended = new Set(ofKind(before, "process-ended").map(({ pid }) => pid));
  return (["client", "server"] as const).flatMap(
    (end) =>
      ofKind(before, "owners").findLast(
        (each) =>
          each.end === end &&
          connection !== undefined &&
          sameEndpoint(each.connection.client, connection.client) &&
          !(each.owners.length > 0 && each.owners.every(({ pid }) => ended.has(pid))),
      ) ?? [],
  );
}

/** What was counted after one death is the count before the next. */
function countOf(before: readonly Observation[]): Observed<"counted"> | undefined {
  const counted = ofKind(before, "counted").at(-1);
  return counted && { ...counted, phase: "before" };
}

/** What was missing already after one death is not lost by the next. */
function missingIn(before: readonly Observation[]): Observed<"missing"> | undefined {
  const missing = ofKind(before, "missing").at(-1);
  return missing && { ...missing, phase: "before" };
}
