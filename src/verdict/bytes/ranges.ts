// Which part of the whole a request of HTTP asks for (RFC 9110 14.2), and whether another one asks for the rest of that.

/** The numbers of its first byte, and of its last. */
export type Range = readonly [from: number, to: number];

/** @param head of a request; undefined where it asks for the whole, or for several parts */
export function rangeIn(head: string): Range | undefined {
  const [, from, to] = /^range:[ \t]*bytes=(\d+)-(\d*)[ \t]*\r?$/im.exec(head) ?? [];
  return from === undefined ? undefined : [Number(from), to ? Number(to) : Number.POSITIVE_INFINITY];
}

/** Who asks for the rest begins within the part that was asked for; who asks for all of it asks for that as well. */
export function asksForRest(other: Range | undefined, own: Range | undefined): boolean {
  const [from, to] = own ?? [0, Number.POSITIVE_INFINITY];
  const [begin] = other ?? [from];
  return begin >= from && begin <= to;
}
