// What has arrived of the numbers that one end has sent. A FIN behind a hole is no end of file yet (RFC 9293 3.10.7.4), and
// an RST behind one is not believed, but asked about with a challenge ACK (RFC 5961 3.2).

export interface ReceiveOrder {
  /** The number after the last one that was sent. */
  readonly next: number;
  /** The number after the last one that has arrived. */
  readonly reached: number;
  /** What was sent and has not arrived: each from its first number to the one after its last, in order. */
  readonly missing: readonly (readonly [from: number, to: number])[];
}

/** Numbers relative to the sender's SYN, which is 0. */
export const nothingSent: ReceiveOrder = { next: 1, reached: 1, missing: [] };

/** A segment that takes the numbers from `from` to the one before `to` was sent; what it repeats is no news. */
export function sent(order: ReceiveOrder, from: number, to: number): ReceiveOrder {
  if (to <= order.next) return order;
  const first = Math.max(from, order.next);
  if (to === first) return { ...order, next: to }; // an ACK: what goes before it was sent unseen
  const last = order.missing.at(-1);
  const isNextToLast = last !== undefined && last[1] === first;
  const missing = isNextToLast
    ? [...order.missing.slice(0, -1), [last[0], to] as const]
    : [...order.missing, [first, to] as const];
  return { ...order, next: to, missing };
}

/** It has arrived. */
export function arrived(order: ReceiveOrder, from: number, to: number): ReceiveOrder {
  const reached = Math.max(order.reached, to);
  if (order.missing.length === 0) return reached === order.reached ? order : { ...order, reached };
  return { ...order, reached, missing: order.missing.flatMap((range) => without(range, from, to)) };
}

function without([first, end]: readonly [number, number], from: number, to: number): [number, number][] {
  const rests: [number, number][] = [
    [first, Math.min(end, from)],
    [Math.max(first, to), end],
  ];
  return rests.filter(([low, high]) => low < high);
}

/** The other end has acknowledged everything before `ack`. */
export function acknowledged(order: ReceiveOrder, ack: number): ReceiveOrder {
  const [first] = order.missing;
  return first === undefined || ack <= first[0] ? order : arrived(order, 0, ack);
}

/** Nothing that was sent before this number is missing. */
export function isNext({ missing }: ReceiveOrder, number: number): boolean {
  const [first] = missing;
  return first === undefined || first[0] >= number;
}

/** An RST with this number is believed: it is the next one, or, as Linux does it, the one after the last that has arrived. */
export function isBelieved(order: ReceiveOrder, number: number): boolean {
  return isNext(order, number) || number === order.reached;
}
