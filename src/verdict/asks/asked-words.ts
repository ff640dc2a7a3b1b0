// In what words a client asks by itself what it is answered: what it does not ask any more is seen beside another run.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
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
 * A number for its words, one for how its answer begins, and one for what kind of thing it is (0: it cannot be read); and
 * how many bytes its words are.
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
    const text = textOf(flights[i]?.segments.slice(0, 1) ?? []);
    const kind = kindOf(text);
    return since > 0 ? [[words, begins, kind === "" ? 0 : numberOf(kind), text.length] as const] : [];
  });
}

/** No control asks it in these words, and each says what it asks. */
export function isNeverAsked({ evidence }: Case, text: string): boolean {
  const words = numberOf(text);
  const isSilent = (asked: readonly AskedWords[]): boolean =>
    asked.length > 0 && asked.every(([each]) => each !== words);
  const controls = controlsOf(evidence.control);
  return controls.length > 0 && controls.every(({ asked = [] }) => isSilent(asked));
}

/**
 * Its first word; for HTTP the method and the path, without query, and without what has a number in it (`/jobs/a7`, a uuid).
 * Empty where it cannot be read.
 */
export function kindOf(text: string): string {
  if (isBinary(text)) return "";
  const [http] = /^[A-Z]+ [^ ?]*(?=\S* HTTP\/1)/.exec(text) ?? [];
  return http?.replaceAll(/[\w-]*\d[\w-]*/g, "0") ?? /^\s*\S*/.exec(text)?.[0] ?? "";
}

export function countEach<T>(all: readonly T[]): ReadonlyMap<T, number> {
  const times = new Map<T, number>();
  for (const each of all) times.set(each, (times.get(each) ?? 0) + 1);
  return times;
}
