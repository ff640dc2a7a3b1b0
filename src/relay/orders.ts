// What a relay is told while it runs, one order a line: `hold request N`, `hold reply N`, `release`. Pure.

/** `request` is what goes from the client to the upstream, `reply` what comes back. */
export type LaneName = "request" | "reply";

export type Order =
  | {
      readonly do: "hold";
      readonly lane: LaneName;
      /** So many bytes are still passed on from now on. */
      readonly bytes: number;
    }
  /** Both lanes go on. */
  | { readonly do: "release" };

export const ORDERS = "`hold request BYTES`, `hold reply BYTES`, `release`";

/** @returns undefined for anything that is not an order */
export function parseOrder(line: string): Order | undefined {
  if (line === "release") return { do: "release" };
  const [, lane, digits] = /^hold (request|reply) (\d{1,15})$/.exec(line) ?? [];
  if (lane === undefined) return undefined;
  return { do: "hold", lane: lane as LaneName, bytes: Number(digits) };
}

export function formatOrder(order: Order): string {
  return order.do === "release" ? "release" : `hold ${order.lane} ${order.bytes}`;
}

/** The orders that a child which is started now must be given, so that it does as those before it. */
export function createStanding(): { add(order: Order): void; orders(): readonly Order[] } {
  const holds = new Map<LaneName, Order>();
  return {
    add(order) {
      if (order.do === "release") holds.clear();
      else holds.set(order.lane, order);
    },
    orders: () => [...holds.values()],
  };
}
