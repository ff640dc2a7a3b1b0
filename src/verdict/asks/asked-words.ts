// In what words a client asks by itself what it is answered: what it does not ask any more is seen beside another run.

import type { ControlRecord } from "../../timeline/record.ts";
import type { Flow } from "../bytes/flows.ts";
import { flightsOn } from "../bytes/flights.ts";
import { numberOf } from "../bytes/number-of.ts";
import { isSealed } from "../bytes/sealed.ts";
import { textOf } from "../bytes/sent-again.ts";
import { isBinary } from "../lines/trouble.ts";
import { stepsOf } from "./steps.ts";

/** Of more than that nothing is kept. */
const MOST = 1024;

/**
 * A number for its words, as far as they are kept, one for how its answer begins, and one for what kind of thing it is (0:
 * it cannot be read); and of how many bytes its first segment was.
 */
export type AskedWords = NonNullable<ControlRecord["asked"]>[number];

/** Those on every connection that can be read. Undefined if nothing was asked; empty if there were more than are kept. */
export function askedWords(flows: readonly Flow[]): readonly AskedWords[] | undefined {
  const all = flows.flatMap((flow) => answeredOn(flow));
  if (all.length === 0) return undefined;
  return all.length > MOST ? [] : all;
}

/** On one connection, in its order. */
export function answeredOn(flow: Flow): readonly AskedWords[] {
  if (isSealed(flow)) return [];
  const flights = flightsOn(flow, Number.POSITIVE_INFINITY, true);
  return stepsOf(flow, Number.POSITIVE_INFINITY).flatMap(([, , since, words, begins = 0], i) => {
    const asked = flights[i]?.segments.slice(0, 1) ?? [];
    const kind = kindOf(textOf(asked));
    const length = asked[0]?.length ?? 0;
    return since > 0 ? [[words, begins, kind === "" ? 0 : numberOf(kind), length] as const] : [];
  });
}

/** Its first word; for HTTP the method and the path, without numbers and query. Empty where it cannot be read. */
export function kindOf(text: string): string {
  if (isBinary(text)) return "";
  const [http] = /^[A-Z]+ [^ ?]*(?=\S* HTTP\/1)/.exec(text) ?? [];
  return http?.replaceAll(/\d+/g, "0") ?? /^\s*\S*/.exec(text)?.[0] ?? "";
}

export function countEach(all: readonly number[]): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  for (const each of all) times.set(each, (times.get(each) ?? 0) + 1);
  return times;
}
