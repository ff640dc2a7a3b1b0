// A client's way: what client.py is given.

import type { Chance } from "./random.ts";

export const failures: Readonly<Record<string, string>> = {
  again: "asks again until it is answered",
  drops: "drops it, and goes on with the next",
  says: "drops it, and says so",
  "gives-up": "gives up with a message and exit code 1",
  lies: 'says "all saved" and exits with 0',
  "drops-due": "drops whatever comes due while nobody answers",
  timeout: "gives each its time, drops it, and goes on with the next",
  retries: "tries three times, and drops it",
};

/** As client.py reads it. */
export interface Way {
  readonly protocol: "lines" | "keep-alive" | "per-request";
  readonly tls: boolean;
  /** The pause behind an answer. */
  readonly leastMs: number;
  readonly mostMs: number;
  readonly ids: "number" | "random" | "names" | "cycle" | "time" | "constant";
  readonly connections: number;
  readonly loops: number;
  /** For each loop; 0: it works on without end. */
  readonly count: number;
  readonly onFailure: string;
  readonly delayMs: number;
  /** 0: it waits for ever. */
  readonly patienceMs: number;
  /** It looks whether its connection is dead before it uses it. */
  readonly looks: boolean;
  readonly prints: boolean;
}

export function chooseWay(by: Chance): Way {
  const protocol = by.pick(["lines", "keep-alive", "per-request"] as const);
  const [connections, loops] = chooseConnections(by, protocol === "per-request");
  const onFailure = by.pick(Object.keys(failures));
  const count = by.pick([0, Math.ceil(by.between(20, 40) / loops)]);
  return {
    protocol,
    tls: by.between(1, 3) === 1,
    ...chooseRhythm(by, count > 0),
    ids: by.pick(["number", "random", "names", "cycle", "time", "constant"] as const),
    connections,
    loops,
    count,
    onFailure,
    delayMs: by.pick([20, 100, 300]),
    patienceMs: onFailure === "timeout" ? by.between(300, 600) : by.pick([0, 0, 700]),
    looks: by.between(1, 4) === 1,
    prints: by.pick([false, true]),
  };
}

/** A list that ends must last until its server dies. */
function chooseRhythm(by: Chance, ends: boolean): Pick<Way, "leastMs" | "mostMs"> {
  const regular = by.pick(ends ? [100, 200] : [50, 100, 200]);
  const least = by.between(ends ? 80 : 20, 120);
  const random = { leastMs: least, mostMs: least + by.between(50, 200) };
  const all = [{ leastMs: regular, mostMs: regular }, random, ...(ends ? [] : [{ leastMs: 15, mostMs: 15 }])];
  return by.pick(all);
}

function chooseConnections(by: Chance, isPerRequest: boolean): readonly [connections: number, loops: number] {
  const some: readonly (readonly [number, number])[] = [
    [1, 1],
    [1, 1],
    [1, 2],
    [2, 1],
    [3, 1],
  ];
  const chosen = by.pick(some);
  return isPerRequest ? [1, chosen[1]] : chosen;
}
