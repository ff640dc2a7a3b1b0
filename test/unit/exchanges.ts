// Made-up runs of a client to which nothing is said, and that asks one thing after the other: before its server dies, and
// since, on a new connection.

import type { ControlRecord } from "../../src/timeline/record.ts";
import { askedWords } from "../../src/verdict/asks/asked-words.ts";
import { flowsOf } from "../../src/verdict/bytes/flows.ts";
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

export const seenIn = (facts: readonly Timed[]): ReturnType<typeof laidOut> =>
  laidOut(observations(...facts));

export function controlOf(...all: readonly Exchange[]): ControlRecord {
  const asked = askedWords(flowsOf(seenIn([...OPENS, START, ...exchanges(500, ...all)])));
  return { ...usual(), ...(asked !== undefined && { asked }) };
}
