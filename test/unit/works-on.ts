// Made-up runs of a client that works on and on, by itself: what it asks before its server's end, at 1002 ms, and since; and
// controls that ask more.

import type { ControlRecord, ControlSign } from "../../src/timeline/record.ts";
import { type Exchange, controlOf, exchanges } from "./exchanges.ts";
import { opened } from "./made-up.ts";
import { OTHER, START, type Timed, connects, died, habit, onPort } from "./one-run.ts";

const OPENS = opened.filter(([, fact]) => fact.kind === "connection");
const watched = (ms: number): Timed => [ms, { kind: "process-ended", pid: 99 }];
export const stores = (what: string): Exchange => [`STORE ${what}\r\n`, "+OK\r\n"];
export const polls: Exchange = ["POLL\r\n", "+NONE\r\n"];
export const TLS: Exchange = ["\u0016\u0003\u0001 sealed", "sealed"];

/** On a new connection. */
export const anew = (ms: number, ...all: readonly Exchange[]): readonly Timed[] => [
  onPort(OTHER, connects(1050)),
  ...exchanges(ms, ...all).map((each) => onPort(OTHER, each)),
];

/** What it asks from 500 ms on, and what comes since; in the order of time. */
export const run = (before: readonly Timed[], since: readonly Timed[], untilMs = 1500): readonly Timed[] => [
  ...OPENS,
  START,
  ...[...before, ...died, ...since, watched(untilMs)].sort(([one], [other]) => one - other),
];

/** A control that asks all this, watched for so long. */
export const control = (
  all: readonly Exchange[],
  signs: readonly ControlSign[] = [],
  watchedMs = 1000,
): ControlRecord => ({
  ...controlOf(...all),
  signs,
  watched: { sinceFirstNs: watchedMs * 1e6, sinceQuietNs: watchedMs * 1e6 },
});

export const sends = (kind: string, ...all: readonly number[]): ControlSign[] =>
  all.map((ms) => habit(kind, "", ms));
/** Every 400 ms, of which one and a half times is 600 ms. */
export const BEATS = sends("sent", 0, 400, 800);

/** Why, what happened, whether that is seen, and the controls. */
export type Row = readonly [
  why: string,
  facts: readonly Timed[],
  isSo: boolean,
  controls?: readonly ControlRecord[],
];
