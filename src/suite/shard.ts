// Which shard a case belongs to. Every shard computes the same for all cases, from the same input, and so they need not
// talk.

import { createHash } from "node:crypto";

/** Recorded milliseconds of a case, by its id. */
export type Durations = ReadonlyMap<string, number>;

/**
 * The shard of each case, from 1 to `total`. It does not depend on the order of the ids. Without durations it depends on
 * nothing but the id, so that a case stays where it is when others are added; with durations the shards take about equally
 * long.
 */
export function assignShards(
  ids: readonly string[],
  total: number,
  durations?: Durations,
): Map<string, number> {
  const cases = [...new Set(ids)].map((id) => ({ id, hash: hashOf(id) }));
  if (durations === undefined || durations.size === 0)
    return new Map(cases.map(({ id, hash }) => [id, (hash % total) + 1]));
  const standard = standardOf(durations);
  const weighed = cases.map(({ id, hash }) => ({ id, hash, ms: weightOf(durations.get(id)) ?? standard }));
  return balance(weighed, total);
}

interface Weighed {
  readonly id: string;
  readonly hash: number;
  readonly ms: number;
}

/** The longest first, each to the shard that has least to do. */
function balance(cases: readonly Weighed[], total: number): Map<string, number> {
  const sorted = [...cases].sort(
    (a, b) => b.ms - a.ms || a.hash - b.hash || Number(a.id > b.id) - Number(a.id < b.id),
  );
  // More shards than cases remain empty.
  const loads = Array.from({ length: Math.min(total, cases.length) }, () => 0);
  const shards = new Map<string, number>();
  for (const { id, ms } of sorted) {
    const least = indexOfLeast(loads);
    loads[least] = (loads[least] ?? 0) + ms;
    shards.set(id, least + 1);
  }
  return shards;
}

function indexOfLeast(loads: readonly number[]): number {
  let least = 0;
  for (let i = 1; i < loads.length; i += 1) if ((loads[i] ?? 0) < (loads[least] ?? 0)) least = i;
  return least;
}

/** A case that took no time at all, because it was skipped, must not make all others of its kind go to the same shard. */
function weightOf(ms: number | undefined): number | undefined {
  return ms === undefined || !Number.isFinite(ms) || ms < 0 ? undefined : Math.max(ms, 1);
}

/** For a case without a record: the mean of the others. */
function standardOf(durations: Durations): number {
  const known = [...durations.values()].flatMap((ms) => weightOf(ms) ?? []);
  return known.length === 0 ? 1 : known.reduce((sum, ms) => sum + ms, 0) / known.length;
}

/** 48 bits, which a number holds exactly. */
function hashOf(id: string): number {
  return createHash("sha256").update(id).digest().readUIntBE(0, 6);
}
