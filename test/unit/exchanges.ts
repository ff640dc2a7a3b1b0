// Made-up runs of a client to which nothing is said, and that asks one thing after the other: before its server dies, and
// since, on a new connection.

import assert from "node:assert/strict";
import { PAYLOAD_BUDGET, PAYLOAD_LIMIT } from "../../src/timeline/observation.ts";
import type { ControlRecord } from "../../src/timeline/record.ts";
import { askedWords } from "../../src/verdict/asks/asked-words.ts";
import { type Flow, flowsOf } from "../../src/verdict/bytes/flows.ts";
import { laidOut, observations, opened, segment } from "./made-up.ts";
import { START, type Timed, connects, died, onOther, usual } from "./one-run.ts";

export type Exchange = readonly [ask: string, answer: string];

const OPENS = opened.filter(([, fact]) => fact.kind === "connection");

/** One after the other on a connection, a millisecond each. */
export function exchanges(fromMs: number, ...all: readonly Exchange[]): Timed[] {
  let [sent, came, ms] = [1, 1, fromMs];
  const says = (text: string, from: number, to: "<" | ">"): Timed[] =>
    text === ""
      ? []
      : [[ms++, segment(`${to} P. ${from}:${from + text.length}(${text.length}) ack 1`, text)]];
  return all.flatMap(([ask, answer]) => {
    const facts = [...says(ask, sent, ">"), ...says(answer, came, "<")];
    [sent, came] = [sent + ask.length, came + answer.length];
    return facts;
  });
}

/** What was asked and answered before the fault, and since on a new connection. */
export const runOf = (before: readonly Exchange[], since: readonly Exchange[]): Timed[] => [
  ...OPENS,
  START,
  ...exchanges(500, ...before),
  ...died,
  connects(1100, 50_000),
  ...exchanges(1101, ...since).map((each) => onOther(each)),
];

/** On a connection of its own. */
export function flowOf(...facts: readonly Timed[]): Flow {
  const flow = flowsOf(seenIn([...runOf([], []), ...facts.map(onOther)])).at(-1);
  assert.ok(flow);
  return flow;
}

/** As a run keeps it: of each segment the first bytes, and none once `budget` bytes have been kept. */
export function keptOf(facts: readonly Timed[], budget: number = PAYLOAD_BUDGET): Timed[] {
  let left = budget;
  return facts.map(([ms, fact]): Timed => {
    if (fact.kind !== "segment") return [ms, fact];
    const payload = Buffer.from(fact.payload, "base64").subarray(0, Math.min(PAYLOAD_LIMIT, left));
    left -= payload.length;
    return [ms, { ...fact, payload: payload.toString("base64") }];
  });
}

export const seenIn = (facts: readonly Timed[]): ReturnType<typeof laidOut> =>
  laidOut(observations(...facts));

export function controlOf(...all: readonly Exchange[]): ControlRecord {
  return controlFrom(exchanges(500, ...all));
}

/** What was said on its only connection. */
export function controlFrom(facts: readonly Timed[]): ControlRecord {
  const asked = askedWords(flowsOf(seenIn([...OPENS, START, ...facts])));
  return { ...usual(), ...(asked !== undefined && { asked }) };
}
