// Orders to a relay while it runs, one a line: `hold request N`, `hold reply N`, `hold LANE once LANE PATTERN`, `release`.
// Pure.

import { type Pattern, showPattern } from "../timeline/pattern.ts";

/** `request` is what goes from the client to the upstream, `reply` what comes back. */
export type LaneName = "request" | "reply";

export type RelayOrder =
  | {
      readonly do: "hold";
      readonly lane: LaneName;
      /** This many bytes are still passed on from now on. */
      readonly bytes: number;
    }
  /**
   * Once the pattern (left out: any bytes) has come in a lane, nothing more is passed on: in that lane itself nothing that
   * comes after it.
   */
  | { readonly do: "hold-once"; readonly lane: LaneName; readonly in: LaneName; readonly pattern?: Pattern }
  /** Both lanes go on. */
  | { readonly do: "release" };

export type RelayHold = Exclude<RelayOrder, { readonly do: "release" }>;

export const ORDERS =
  "`hold request BYTES`, `hold reply BYTES`, `hold reply once request PATTERN`, `release`";

/** @returns undefined for what is not an order */
export function parseOrder(line: string): RelayOrder | undefined {
  if (line === "release") return { do: "release" };
  const [, lane, digits] = /^hold (request|reply) (\d{1,15})$/.exec(line) ?? [];
  if (lane !== undefined) return { do: "hold", lane: lane as LaneName, bytes: Number(digits) };
  const [, held, watched, written] =
    /^hold (request|reply) once (request|reply)(?: (\{.*\}))?$/.exec(line) ?? [];
  if (held === undefined) return undefined;
  const pattern = written === undefined ? {} : { pattern: JSON.parse(written) as Pattern }; // we wrote it
  return { do: "hold-once", lane: held as LaneName, in: watched as LaneName, ...pattern };
}

export function formatOrder(order: RelayOrder): string {
  if (order.do === "release") return "release";
  return order.do === "hold"
    ? `hold ${order.lane} ${order.bytes}`
    : `hold ${order.lane} once ${order.in}${order.pattern ? ` ${JSON.stringify(order.pattern)}` : ""}`;
}

/** What the relay reports once it holds: `reply after 5 bytes`. */
export function describeHold(order: RelayHold): string {
  return order.do === "hold"
    ? `${order.lane} after ${order.bytes} bytes`
    : `${order.lane} once ${describeBytes(order.pattern)} come in the ${order.in}`;
}

function describeBytes(pattern: Pattern | undefined): string {
  return pattern === undefined ? "bytes have" : `${JSON.stringify(showPattern(pattern))} has`;
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
