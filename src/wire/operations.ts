// What can be done to the wire: an order to its thread, and what is recorded of it.

import type { Direction } from "../tcp/endpoint.ts";
import { describeMatch, describeSought } from "./describe-match.ts";
import type { WireOrder } from "./thread.ts";
import type { Hold, Wire, WireOperation } from "./wire.ts";

/** An order without its number. */
export type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never;

/** What is recorded is left out where the frames themselves say it. */
type Operate = (what: DistributiveOmit<WireOrder, "id">, operation?: WireOperation) => Promise<void>;

export function wholeCable(operate: Operate): Pick<Wire, "cut" | "restore" | "delay"> {
  const only = (direction: Direction | undefined): { direction?: Direction } =>
    direction ? { direction } : {};
  return {
    cut: (direction) =>
      operate(
        { do: "cut", ...only(direction) },
        { operation: "cut", text: `the cable is cut${of(direction)}` },
      ),
    restore: (direction) =>
      operate(
        { do: "restore", ...only(direction) },
        { operation: "restore", text: `the cable is restored${of(direction)}` },
      ),
    delay: (ms, direction) =>
      operate(
        { do: "delay", ms, ...only(direction) },
        { operation: "delay", text: `the wire adds a delay of ${ms} ms${of(direction)}` },
      ),
  };
}

export function segmentRules(
  operate: Operate,
): Pick<Wire, "hold" | "holdAfter" | "holdOnce" | "drop" | "forgetConnection"> {
  let rules = 0;
  return {
    async hold(match) {
      rules += 1;
      const rule = rules;
      const text = `held on the wire from now on: ${describeMatch(match)}`;
      await operate({ do: "hold", rule, match }, { operation: "hold", rule, text });
      return heldBy(operate, rule);
    },
    async holdAfter(match, bytes) {
      rules += 1;
      const rule = rules;
      const text = `held on the wire after ${bytes} bytes: ${describeMatch(match)}`;
      await operate({ do: "hold-after", rule, match, bytes }, { operation: "hold", rule, text });
      return heldBy(operate, rule);
    },
    async holdOnce(match, sought) {
      rules += 1;
      const rule = rules;
      const text = `held on the wire once ${describeSought(sought)}: ${describeMatch(match)}`;
      await operate({ do: "hold-once", rule, match, sought }, { operation: "hold", rule, text });
      return heldBy(operate, rule);
    },
    async drop(match, times) {
      rules += 1;
      const rule = rules;
      const many = times === undefined ? "" : times === 1 ? ", once" : `, ${times} times`;
      const text = `dropped on the wire from now on: ${describeMatch(match)}${many}`;
      await operate({ do: "drop", rule, match, ...(times && { times }) }, { operation: "drop", rule, text });
      const end: WireOperation = { operation: "forget", rule, text: "these are no longer lost" };
      return { rule, forget: () => operate({ do: "forget", rule }, end) };
    },
    async forgetConnection(clientPort, isAnswered) {
      rules += 1;
      const rule = rules;
      const text = `${isAnswered ? "answered with an RST" : "lost"} on the wire from now on: port ${clientPort}`;
      const order = { do: "drop", rule, match: { clientPort }, untilSyn: true, isAnswered } as const;
      await operate(order, { operation: isAnswered ? "reject" : "lose", rule, text });
    },
  };
}

function of(direction: Direction | undefined): string {
  return direction === undefined ? "" : ` for ${direction}`;
}

function heldBy(operate: Operate, rule: number): Hold {
  const end: WireOperation = { operation: "release", rule, text: "what was held is released" };
  const loss: WireOperation = { operation: "forget", rule, text: "what was held is lost" };
  return {
    rule,
    release: (order) => operate({ do: "release", rule, ...(order && { order }) }, end),
    releaseOne: (place) => operate({ do: "release-one", rule, place }),
    lose: () => operate({ do: "forget", rule }, loss),
  };
}
