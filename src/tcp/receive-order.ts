// What has arrived of the numbers that one end has sent. A FIN behind a hole is no end of file yet (RFC 9293 3.10.7.4), and
// an RST behind one is not believed, but asked about with a challenge ACK (RFC 5961 3.2).

export interface ReceiveOrder {
  /** The number after the last one that was sent. */
  readonly next: number;
  /** The number after the last one that has arrived. */
  readonly reached: number;
  /** What was sent and has not arrived: each from its first number to the one after its last, in order. */
  readonly missing: readonly (readonly [from: number, to: number])[];
  /** The number of a FIN that has arrived; undefined before that. */
  readonly fin: number | undefined;
}

/** What a segment takes of the numbers: its payload, and one for its FIN. */
export interface Numbered {
  /** Relative to the sender's SYN, which is 0. */
  readonly seq: number;
  readonly length: number;
  readonly hasFin: boolean;
}

export const nothingSent: ReceiveOrder = { next: 1, reached: 1, missing: [], fin: undefined };

/** The number after the last that a segment takes. */
export function endOf({ seq, length, hasFin }: Numbered): number {
  return seq + length + Number(hasFin);
}

/** It was sent; what it repeats is no news. */
export function sent(order: ReceiveOrder, segment: Numbered): ReceiveOrder {
  const to = endOf(segment);
  if (to <= order.next) return order;
  const first = Math.max(segment.seq, order.next);
  if (to === first) return { ...order, next: to }; // an ACK: what goes before it was sent unseen
  const last = order.missing.at(-1);
  const isNextToLast = last !== undefined && last[1] === first;
  const missing = isNextToLast
    ? [...order.missing.slice(0, -1), [last[0], to] as const]
    : [...order.missing, [first, to] as const];
  return { ...order, next: to, missing };
}

/** It has arrived. */
export function arrived(order: ReceiveOrder, segment: Numbered): ReceiveOrder {
  const to = endOf(segment);
  const fin = segment.hasFin ? to - 1 : order.fin;
  return { ...without(order, segment.seq, to), reached: Math.max(order.reached, to), fin };
}

/** The other end has acknowledged everything before `ack`. */
export function acknowledged(order: ReceiveOrder, ack: number): ReceiveOrder {
  const [first] = order.missing;
  return first === undefined || ack <= first[0] ? order : without(order, 0, ack);
}

function without(order: ReceiveOrder, from: number, to: number): ReceiveOrder {
  if (order.missing.length === 0) return order;
  const rests = order.missing.flatMap(([low, high]) => [
    [low, Math.min(high, from)] as const,
    [Math.max(low, to), high] as const,
  ]);
  return { ...order, missing: rests.filter(([low, high]) => low < high) };
}

/** All that was sent has arrived, and a FIN is the last of it: an end of file. */
export function hasEnded(order: ReceiveOrder): boolean {
  return order.fin !== undefined && isNext(order, order.fin);
}

/**
 * An RST with this number is believed: it is the next one, or, as Linux does it, the one after the last that has arrived.
 */
export function isBelieved(order: ReceiveOrder, number: number): boolean {
  return isNext(order, number) || number === order.reached;
}

/** Nothing that was sent before this number is missing. */
export function isNext({ missing }: ReceiveOrder, number: number): boolean {
  const [first] = missing;
  return first === undefined || first[0] >= number;
}
