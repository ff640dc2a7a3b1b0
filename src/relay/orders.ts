// Orders to a relay while it runs, one a line: `hold request N`, `hold reply N`, `release`. Pure.

/** `request` is what goes from the client to the upstream, `reply` what comes back. */
export type LaneName = "request" | "reply";

export type RelayOrder =
  | {
      readonly do: "hold";
      readonly lane: LaneName;
      /** This many bytes are still passed on from now on. */
      readonly bytes: number;
    }
  /** Both lanes go on. */
  | { readonly do: "release" };

export const ORDERS = "`hold request BYTES`, `hold reply BYTES`, `release`";

/** @returns undefined for what is not an order */
export function parseOrder(line: string): RelayOrder | undefined {
  if (line === "release") return { do: "release" };
  const [, lane, digits] = /^hold (request|reply) (\d{1,15})$/.exec(line) ?? [];
  if (lane === undefined) return undefined;
  return { do: "hold", lane: lane as LaneName, bytes: Number(digits) };
}

export function formatOrder(order: RelayOrder): string {
  return order.do === "release" ? "release" : `hold ${order.lane} ${order.bytes}`;
}

/** The orders that are still in force: a child that is started now must get them, too. */
export function createActiveHolds(): { add(order: RelayOrder): void; orders(): readonly RelayOrder[] } {
  const holds = new Map<LaneName, RelayOrder>();
  return {
    add(order) {
      if (order.do === "release") holds.clear();
      else holds.set(order.lane, order);
    },
    orders: () => [...holds.values()],
  };
}
