// How late the programs and deadpeer itself were for want of a processor, and which verdicts about time that leaves open:
// those where what was measured is as large as the difference that they rest on.

import type { Case } from "../../timeline/case.ts";
import { greatest } from "../../timeline/extremes.ts";
import type { Observed } from "../../timeline/observation.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { Lateness, Verdict } from "../../timeline/verdict-record.ts";

/** Of the last sample before and the first after: undefined where nothing was measured. */
export function latenessIn(
  { observations }: Pick<Case, "observations">,
  fromNs: number,
  toNs: number,
): Lateness | undefined {
  const samples = measured(observations);
  const first = samples.findLast(({ atNs }) => atNs <= fromNs) ?? samples.at(0);
  const last = samples.find(({ atNs }) => atNs >= toNs) ?? samples.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const within = samples.filter(({ atNs }) => atNs >= first.atNs && atNs <= last.atNs);
  // What deadpeer did late before does not make its last look later.
  const ownMs = greatest(
    within.slice(1).map((each, i) => between(within[i] ?? each, each).ownMs),
    0,
  );
  return { ...between(first, last), ownMs };
}

type Measured = Observed<"spent"> & { readonly lateMs: number };

function measured(observations: Case["observations"]): readonly Measured[] {
  return ofKind(observations, "spent").filter(
    (each): each is Measured => each.role === "client" && each.lateMs !== undefined,
  );
}

function between(first: Measured, last: Measured): Lateness {
  const grown = (from = 0, to = from): number => Math.max(0, to - from);
  return {
    clientMs: grown(first.waitedMs, last.waitedMs),
    serverMs: grown(first.serverWaitedMs, last.serverWaitedMs),
    ownMs: grown(first.lateMs, last.lateMs),
  };
}

/** What happened at `atNs` may have come by `limitNs`, had nobody been late. */
export function mayBeEarlier(
  seen: Case,
  { sinceNs, limitNs, atNs }: Readonly<Record<"sinceNs" | "limitNs" | "atNs", number>>,
): boolean {
  const late = latenessIn(seen, sinceNs, atNs);
  return atNs > limitNs && late !== undefined && atNs - limitNs <= allMs(late) * 1e6;
}

/** They wait for one another: in the worst case it adds up. */
export function allMs({ clientMs, serverMs, ownMs }: Lateness): number {
  return clientMs + serverMs + ownMs;
}

/** All of it; 0 where nothing was measured. */
export function latenessNs(seen: Pick<Case, "observations">, fromNs: number, toNs: number): number {
  const late = latenessIn(seen, fromNs, toNs);
  return late === undefined ? 0 : allMs(late) * 1e6;
}

/** It had next to nothing of the processor, and so no time to show what it would have done. */
export function isStarved(seen: Case, sinceNs: number): boolean {
  const samples = measured(seen.observations);
  const first = samples.findLast(({ atNs }) => atNs <= sinceNs) ?? samples.at(0);
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return false;
  const { clientMs } = between(first, last);
  const half = (last.atNs - first.atNs) / 1e6 / 2;
  const gotMs = Math.max(0, last.ms - first.ms);
  return half > 0 && clientMs >= half && clientMs >= gotMs * STARVED;
}

/** With so many others for each processor. */
const STARVED = 4;

/** How many attempts within a second it may have been, had nobody been late: undefined where that makes no difference. */
export function attemptsRange(
  seen: Case,
  attempts: number,
): NonNullable<Verdict["lateness"]>["attempts"] | undefined {
  const share = worstShare(measured(seen.observations));
  const range = [Math.floor(attempts / (1 + share)), Math.ceil(attempts / (1 - share))] as const;
  return range[0] === attempts ? undefined : range;
}

/** More than this cannot be said to have been measured within one second. */
const MOST = 0.95;

/** The largest part of a second for which somebody was late. */
function worstShare(samples: readonly Measured[]): number {
  const shares = samples.map((first) => {
    const last = samples.findLast(({ atNs }) => atNs - first.atNs <= SECOND_NS) ?? first;
    return allMs(between(first, last)) / 1000;
  });
  return Math.min(MOST, greatest(shares, 0));
}

const SECOND_NS = 1e9;
