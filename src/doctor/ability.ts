// Whether something works on this machine, and what there is to say about it.

import { type AbilityName, advice } from "./advice.ts";

export interface Ability {
  readonly name: AbilityName;
  readonly works: boolean;
  /** What was tried, or why it does not work. */
  readonly how: string;
  /** What to do about it, and what follows, if it does not work. */
  readonly remedy?: string;
}

/** @param how what was tried, where there is more than one way */
export function worksAs(name: AbilityName, how: string = advice[name].how): Ability {
  return { name, works: true, how };
}

/** @param why it does not work */
export function missing(name: AbilityName, why: string, remedy: string = advice[name].remedy): Ability {
  return { name, works: false, how: why, remedy: `${remedy} ${advice[name].without}` };
}
