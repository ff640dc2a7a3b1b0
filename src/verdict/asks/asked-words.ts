// In what words a client asks by itself what it is answered: what it does not ask any more is seen beside another run.

import type { ControlRecord } from "../../timeline/record.ts";
import type { Flow } from "../bytes/flows.ts";
import { isSealed } from "../bytes/sealed.ts";
import { stepsOf } from "./steps.ts";

/** Of more than that nothing is kept. */
const MOST = 1024;

/** A number for its words, and one for how its answer begins. */
export type AskedWords = NonNullable<ControlRecord["asked"]>[number];

/** All of it, on each connection that can be read; undefined where it is nothing, or more than is kept. */
export function askedWords(flows: readonly Flow[]): readonly AskedWords[] | undefined {
  const all = flows.flatMap((flow) => answeredOn(flow));
  return all.length === 0 || all.length > MOST ? undefined : all;
}

/** On one connection, in its order. */
export function answeredOn(flow: Flow): readonly AskedWords[] {
  if (isSealed(flow)) return [];
  const steps = stepsOf(flow, Number.POSITIVE_INFINITY);
  return steps.flatMap(([, , since, words, begins = 0]) => (since > 0 ? [[words, begins] as const] : []));
}

export function countEach(all: readonly number[]): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  for (const each of all) times.set(each, (times.get(each) ?? 0) + 1);
  return times;
}
