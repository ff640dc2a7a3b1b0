// What the client spends on a server that is gone: processor time, and attempts to connect.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { greatest } from "../../timeline/extremes.ts";
import type { Observed } from "../../timeline/observation.ts";
import { after, findExit, ofKind } from "../../timeline/queries.ts";
import type { Verdict } from "../../timeline/verdict-record.ts";
import { perhapsClients } from "../../timeline/whose.ts";
import { latenessIn } from "./lateness.ts";
import { newSyns } from "./signs.ts";

/** What it does first (it closes, prints, connects) is work, and no spinning. */
const SETTLES_NS = 100e6;
/** Less says nothing: processor time is counted in steps of 10 ms. */
const LEAST_NS = 150e6;
/** Of a processor that it may have to share with others. */
const SPINNING = 0.3;
/** So much is left to it where others are at work, and so many looks show that it wanted more, */
const LITTLE = 0.05;
const LOOKS = 3;
/** though one may meet it asleep: a runtime that spins waits for its own threads now and then. */
const AT_WORK_SHARE = 0.8;
/** What is left says nothing. */
const MOSTLY_WAITED = 0.9;
/** A client that works anyway spins when it works so much more. */
const MORE_THAN_USUAL = 2;

export function effortOf(seen: Case, endedAtNs: number): Pick<Verdict, "spins" | "attempts" | "undecided"> {
  const spins = spinsSince(seen, endedAtNs);
  const whose =
    perhapsClients(seen, seen.fault?.atNs ?? 0).length > 0 ? { attempts: "servers-own" as const } : {};
  const isCounted = seen.isOn("segments") && whose.attempts === undefined;
  const counted = isCounted ? { attempts: mostAttempts(seen) } : {};
  if (spins === false && mayHaveSpun(seen, endedAtNs))
    return { ...counted, undecided: { spins: "machine-busy", ...whose } };
  return { ...(spins !== undefined && { spins }), ...counted, ...(whose.attempts && { undecided: whose }) };
}

/**
 * It might have spun, had it had a processor whenever it wanted one: what it did in the time that it did not wait stands for
 * the rest. A client that slept most of that time did not want more, however busy the machine was.
 */
function mayHaveSpun(seen: Case, endedAtNs: number): boolean {
  const fromNs = endedAtNs + SETTLES_NS;
  const last = ofKind(seen.observations, "spent").at(-1);
  const { clientMs = 0 } = latenessIn(seen, fromNs, Number.POSITIVE_INFINITY) ?? {};
  if (last === undefined) return false;
  const waited = (clientMs * 1e6) / Math.max(LEAST_NS, last.atNs - fromNs);
  const busy = busyShare(seen, endedAtNs) ?? 0;
  if (waited <= busy) return false;
  if (waited >= MOSTLY_WAITED) return true;
  const wanted = busy / (1 - waited);
  return wanted >= SPINNING / 2 && wanted > usualShare(seen) * MORE_THAN_USUAL;
}

function spinsSince(seen: Case, endedAtNs: number): boolean | undefined {
  if (!seen.isOn("processes")) return undefined;
  const busy = busyShare(seen, endedAtNs);
  if (busy === undefined) return findExit(seen.observations, "client") ? false : undefined;
  return busy >= SPINNING && busy > usualShare(seen) * MORE_THAN_USUAL;
}

function usualShare({ evidence: { control } }: Case): number {
  return greatest(
    controlsOf(control).map(({ busy }) => busy ?? 0),
    0,
  );
}

/** The share of a processor that it took since, in silence or once something was said: the larger. */
export function busyShare({ observations, typed }: Case, sinceNs: number): number | undefined {
  const samples = ofKind(observations, "spent").filter(({ role }) => role === "client");
  const typedNs = after(typed, sinceNs)[0]?.atNs ?? Number.POSITIVE_INFINITY;
  const shares = [
    shareIn(samples, sinceNs + SETTLES_NS, typedNs),
    shareIn(samples, typedNs + SETTLES_NS, Number.POSITIVE_INFINITY),
  ].filter((share) => share !== undefined);
  return shares.length === 0 ? undefined : greatest(shares);
}

function shareIn(samples: readonly Observed<"spent">[], fromNs: number, toNs: number): number | undefined {
  const inside = samples.filter(({ atNs }) => atNs >= fromNs && atNs <= toNs);
  const [first, last] = [inside.at(0), inside.at(-1)];
  if (first === undefined || last === undefined || last.atNs - first.atNs < LEAST_NS) return undefined;
  const share = (taken(inside) * 1e6) / (last.atNs - first.atNs);
  // Others may leave it little of a processor: then it waits for one, and hardly ever sleeps.
  const atWork = inside.filter(({ isAtWork }) => isAtWork).length;
  const hardlySleeps = inside.length >= LOOKS && atWork >= inside.length * AT_WORK_SHARE;
  return hardlySleeps && share >= LITTLE ? 1 : share;
}

/** A process that has ended takes its time out of the sum, and gives none back. */
function taken(samples: readonly Observed<"spent">[]): number {
  return samples.reduce((sum, { ms }, i) => sum + Math.max(0, ms - (samples[i - 1]?.ms ?? ms)), 0);
}

const SECOND_NS = 1e9;

/** The most within any one second since the fault. */
function mostAttempts(seen: Case): number {
  const faultNs = seen.fault?.atNs ?? 0;
  const seenOnes = newSyns(seen, faultNs).map(({ atNs }) => ({ atNs, count: 1 }));
  const counted = ofKind(seen.observations, "attempts").filter(({ atNs }) => atNs > faultNs);
  const all = [...seenOnes, ...counted].sort((one, other) => one.atNs - other.atNs);
  let [most, within, from] = [0, 0, 0];
  for (const { atNs, count } of all) {
    within += count;
    for (let first = all[from]; first && atNs - first.atNs >= SECOND_NS; first = all[from]) {
      within -= first.count;
      from += 1;
    }
    most = Math.max(most, within);
  }
  return most;
}
