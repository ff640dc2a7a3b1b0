// How what a client asks here lies beside what a control asks: where it begins, and from where on it has got further.

import type { AskedThing } from "../../timeline/asked-thing.ts";
import { asksForWebSocket } from "../../timeline/websocket.ts";
import type { Flow } from "../bytes/flows.ts";
import { type AskedAt, countEach } from "./asked-words.ts";

/** From when on such a thing is in the place of nothing, if no control asks it. */
type Further = (thing: AskedThing) => number;

/**
 * When it asked what a control asks last of all that it asks once, and nothing of that since: what is asked from then on,
 * and in no control, is in the place of nothing. Infinite where it has not come so far.
 *
 * @param own on all connections, in no order
 */
export function furtherSince(asks: readonly (readonly AskedThing[])[], own: readonly AskedAt[]): Further {
  const onces = asks.map(onceIn);
  const known = new Set(onces.flat());
  const reached = own.filter(({ thing: [words] }) => known.has(words));
  const last = reached.toSorted((one, other) => one.sentNs - other.sentNs).at(-1);
  const isAtEnd = last !== undefined && onces.some((once) => once.at(-1) === last.thing[0]);
  const furtherNs = isAtEnd ? last.sentNs : Number.POSITIVE_INFINITY;
  return () => furtherNs;
}

/** When it asked, last of that kind, something that a control asks once. Infinite where it has not. */
export function lastKnown(asks: readonly (readonly AskedThing[])[], own: readonly AskedAt[]): Further {
  const known = new Set(asks.flatMap(onceIn));
  const last = new Map<number, number>();
  for (const { thing, sentNs } of own)
    if (known.has(thing[0])) last.set(thing[2], Math.max(sentNs, last.get(thing[2]) ?? 0));
  return ([, , kind]) => last.get(kind) ?? Number.POSITIVE_INFINITY;
}

/** What begins each connection is asked more often. */
function onceIn(asked: readonly AskedThing[]): number[] {
  const words = asked.map(([each]) => each);
  const times = countEach(words);
  return words.filter((each) => times.get(each) === 1);
}

/**
 * With so many things its first connection begins that are never the same, such as a login's proof. (What a control asks
 * later in the same words is none: the order may be another one.)
 */
export function noncesIn(usual: readonly AskedThing[], own: readonly AskedThing[]): number {
  const known = new Set(usual.map(([words]) => words));
  const begun = own.findIndex(([words, begins], i) => known.has(words) || begins !== usual[i]?.[1]);
  return begun < 0 ? own.length : begun;
}

/** The request by which a connection becomes one of WebSocket has a key of its own each time (RFC 6455 4.1). */
export function upgradesOn(flow: Flow | undefined): number {
  return asksForWebSocket(flow?.toServer.segments.find(({ length }) => length > 0)) ? 1 : 0;
}

/** With so many things a later connection begins as the first one does. */
export function openingOf(
  asked: readonly AskedThing[],
  first: readonly AskedThing[],
  nonces: number,
): number {
  const end = asked.findIndex(([words], i) => i >= nonces && words !== first[i]?.[0]);
  return end < 0 ? asked.length : end;
}
