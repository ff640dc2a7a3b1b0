// Looks for a pattern in what comes in a lane, and sets a limit once it is there.

import { type Seek, createSeek } from "../timeline/seek.ts";
import type { ByteLimit } from "./byte-limit.ts";
import { type LaneName, type RelayOrder, describeHold } from "./orders.ts";

type HoldOnce = RelayOrder & { readonly do: "hold-once" };

export interface Lookout {
  lookFor(order: HoldOnce): void;
  stop(): void;
  /** These bytes have come in the lane, and have not been passed on. @param waiting how many before them have not either */
  came(lane: LaneName, bytes: Uint8Array, waiting: number): void;
}

export function createLookout(
  limitOf: (lane: LaneName) => ByteLimit,
  report: (line: string) => void,
): Lookout {
  let wanted: { readonly order: HoldOnce; readonly seek: Seek } | undefined;

  /** How many of the bytes end the match. That the search takes too long is reported, and is its end. */
  function take({ order, seek }: NonNullable<typeof wanted>, bytes: Uint8Array): number | undefined {
    try {
      return seek.take(bytes);
    } catch (error) {
      report(`cannot hold ${describeHold(order)}: ${(error as Error).message}`);
      wanted = undefined;
      return undefined;
    }
  }

  return {
    lookFor(order) {
      wanted = { order, seek: createSeek(order.pattern) };
    },
    stop() {
      wanted = undefined;
    },
    came(lane, bytes, waiting) {
      if (wanted === undefined || wanted.order.in !== lane) return;
      const { order } = wanted;
      const end = take(wanted, bytes);
      if (end === undefined) return;
      wanted = undefined;
      limitOf(order.lane).set(order.lane === lane ? waiting + end : 0, describeHold(order));
    },
  };
}
