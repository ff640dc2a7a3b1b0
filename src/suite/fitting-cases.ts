// What is expected of some cases is expected of a case that there is: else it would be expected of none, and nobody would be
// told.

import { under } from "../input-file/place.ts";
import { usageError } from "../run/option-checks.ts";
import { candidatesOf } from "./case-parts.ts";
import { fitsPattern } from "./case-pattern.ts";
import type { SuiteConfig } from "./config.ts";

/**
 * Throws a Failure (2) for a pattern of `expect` that fits no case, not even one that is excluded. @param stories names of
 * all
 */
export function refuseUnfitting(config: SuiteConfig, stories: readonly string[]): void {
  const { clients, expect = [] } = config;
  if (expect.length === 0) return;
  const all = Object.entries(clients).flatMap(
    ([name, client]) => candidatesOf(name, client, config, stories).parts,
  );
  for (const [i, pattern] of expect.entries())
    if (!all.some((parts) => fitsPattern(pattern, parts)))
      under("expect", () => under(i, () => refuse(`expect[${i}]`)));
}

function refuse(place: string): never {
  throw usageError(
    `${place} fits no case.`,
    "`deadpeer test --list` shows the cases; a fault with a number after its moment is written with it, or as `kill@mid-reply*`, and a network is only of cases for which `networks` names it.",
  );
}
