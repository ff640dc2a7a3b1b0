// How long a client rests between two things that it does by itself, and for how long it was watched.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { greatest } from "../../timeline/extremes.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import { endedAt } from "../bytes/death.ts";
import type { Flow } from "../bytes/flows.ts";

/** A pause may be so many times as long as usual, */
const SLACK = 1.5;
/** which is as long as this share of them are at the most. */
const USUALLY = 0.9;

/** How long it usually rests in a control, in nanoseconds; undefined where that does not say. */
export type RestIn = (control: ControlRecord) => number | undefined;

/** Longer than this it rests in no control. Infinite where there is none. */
function longestPause({ evidence }: Case, restIn: RestIn): number {
  const pauses = controlsOf(evidence.control).map((control) => restIn(control) ?? pauseUnderTest(control));
  return pauses.length === 0 ? Number.POSITIVE_INFINITY : greatest(pauses) * SLACK;
}

/**
 * Between what it had sent last before the end and what it has sent since it has rested for longer than in each control. As
 * long as each of its connections may have been used once more, that may come later: what went out on one that lived tells
 * nothing of another one.
 *
 * @param sent in its order
 * @param restIn how long it rests between such things in a control
 * @param isNext what was sent is no second try of what was sent before it
 */
export function hasPaused<T extends { readonly sentNs: number }>(
  seen: Case,
  flows: readonly Flow[],
  sent: readonly T[],
  restIn: RestIn,
  isNext: (each: T, before: T) => boolean = () => true,
): boolean {
  const [endNs, longestNs] = [endedAt(seen), longestPause(seen, restIn)];
  const most = 1 + flows.filter(({ beganNs }) => beganNs <= endNs).length;
  const at = sent.findLastIndex(({ sentNs }) => sentNs <= endNs);
  if (at < 0) return false;
  return sent.slice(at + 1, at + 1 + most).some((each, i) => {
    const before = sent[at + i];
    return before !== undefined && each.sentNs - before.sentNs > longestNs && isNext(each, before);
  });
}

/**
 * Between two of what it sends on the connection under test, or connects for, by itself. Infinite where there are not two.
 * (Where others are used in turn with it, that is longer than it rests.)
 */
export function pauseUnderTest({ signs }: ControlRecord): number {
  const times = signs
    .filter(({ kind }) => kind === "sent" || kind === "connect" || kind === "elsewhere")
    .map(({ afterNs }) => afterNs);
  return restBetween(times) ?? Number.POSITIVE_INFINITY;
}

/** Nearly all pauses between these times are no longer. Undefined where there are not two. */
export function restBetween(times: readonly number[]): number | undefined {
  const sorted = times.toSorted((one, other) => one - other);
  const pauses = sorted.slice(1).map((atNs, i) => atNs - (sorted[i] ?? 0));
  pauses.sort((one, other) => one - other);
  return pauses[Math.floor((pauses.length - 1) * USUALLY)];
}

/** For how long a control was watched, since its first segment. Infinite where that is not known. */
export function watchedNs({ watched }: ControlRecord): number {
  return watched?.sinceFirstNs ?? Number.POSITIVE_INFINITY;
}

/** For how long this run was, since its first segment. */
export function spanOf({ observations, segments }: Case): number {
  return (observations.at(-1)?.atNs ?? 0) - (segments[0]?.atNs ?? 0);
}
