// What a finding is: a rule that a program breaks, and where.

import type { InspectedSocket, Scan } from "../scan/scan.ts";

export interface FindingRule {
  /** The word for --fail-on, the document and the metrics. */
  readonly name: string;
  readonly title: string;
  /** The rule that is broken, with where it stands. */
  readonly rule: string;
  readonly remedy: string;
  readonly find: (scan: Scan) => readonly Found[];
}

export interface Found {
  /** The process that is to blame, 0 where it is nobody's, or not known. */
  readonly pid: number;
  /** The oldest first. */
  readonly sockets: readonly InspectedSocket[];
  /** Since when, at least, in milliseconds. */
  readonly sinceMs?: number;
  /** What shows it, as a sentence without its full stop. */
  readonly shows: string;
}

export interface Finding extends Found {
  readonly rule: FindingRule;
}

export function groupBy<K, T>(all: readonly T[], keyOf: (each: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const each of all) {
    const key = keyOf(each);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return groups;
}

/** `1 connection`, `400 connections` */
export function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
