// A client's way and a death, chosen by a seed and the number of the case, and in words.

import { type Death, chooseDeath } from "./death.ts";
import { chance } from "./random.ts";
import { type Way, chooseWay, failures } from "./way.ts";

export interface Case {
  readonly number: number;
  readonly way: Way;
  /** A process for each connection, and not a thread. */
  readonly forks: boolean;
  readonly death: Death;
  readonly watchMs: number;
}

export function caseOf(seed: number, number: number): Case {
  const by = chance(seed, number);
  const way = chooseWay(by);
  const death = chooseDeath(by, way);
  return { number, way, forks: by.pick([false, true]), death, watchMs: by.pick([1500, 2000, 3000]) };
}

/** In a line. */
export function wordsOf({ way, forks, watchMs }: Case): string {
  const { leastMs, mostMs, connections, loops, count } = way;
  const failure = failures[way.onFailure] ?? way.onFailure;
  return [
    `${way.protocol}${way.tls ? " over TLS" : ""}${forks ? " to processes" : ""}`,
    leastMs === mostMs ? `each ${leastMs} ms` : `each ${leastMs} to ${mostMs} ms`,
    `ids: ${way.ids}`,
    `${connections > 1 ? `pool of ${connections}` : "one connection"}${loops > 1 ? ", two loops" : ""}`,
    count === 0 ? "without end" : `${count * loops} things`,
    `${failure} (delay ${way.delayMs} ms${way.patienceMs > 0 ? `, time limit ${way.patienceMs} ms` : ""})`,
    ...(way.looks ? ["looks first"] : []),
    ...(way.prints ? ["prints"] : []),
    `watched ${watchMs} ms`,
  ].join("; ");
}

export function deathOf({ death }: Case): string {
  return [death.fault, ...death.more].join(" ");
}
