// How a connection begins: a handshake, a login, a line that says who it is. On a new connection that comes once more, and
// makes up for nothing else.

import type { ByteStretch } from "../../timeline/verdict-record.ts";
import { greatest } from "../../timeline/extremes.ts";
import { type Flow, endOf, newIn } from "./flows.ts";
import { textOf } from "./sent-again.ts";

/**
 * How many bytes on the connections that are more than usual are how they begin, or what was taken on an earlier one
 * already: what is answered there, as far as it is no longer than on the first, and what begins as that does, up to the end
 * of a segment or a line.
 *
 * @param own how far each byte of the client's got
 * @param usual on how many connections it sends without the fault
 */
export function openingBytes(own: readonly ByteStretch[], flows: readonly Flow[], usual = 1): number {
  const begun = flows.filter(({ toServer }) => toServer.segments.some(({ length }) => length > 0));
  const answered = begun.map(({ connection }) => lengthUpTo(own, connection.client.port, ["answered"]));
  const taken = begun.map((flow) => takenText(own, flow));
  const openings = begun.slice(1).map((flow, i) => {
    const same = taken.slice(0, i + 1).map((before) => sameBeginning(flow, before));
    const greeting = Math.min(answered[i + 1] ?? 0, answered[0] ?? 0);
    return greatest([greeting, ...same], 0);
  });
  const longest = openings.toSorted((one, other) => other - one).slice(0, Math.max(0, begun.length - usual));
  return longest.reduce((sum, bytes) => sum + bytes, 0);
}

const TAKEN: readonly ByteStretch["fate"][] = ["answered", "taken", "acknowledged"];

/** What the server has of what was sent on a connection, from its first byte on; as far as it was kept. */
export function takenText(own: readonly ByteStretch[], { connection, toServer }: Flow): string {
  return textOf(toServer.segments).slice(0, lengthUpTo(own, connection.client.port, TAKEN));
}

/** From the first byte on. */
function lengthUpTo(
  own: readonly ByteStretch[],
  port: number,
  fates: readonly ByteStretch["fate"][],
): number {
  const on = own.filter(({ clientPort }) => clientPort === port);
  const other = on.findIndex(({ fate }) => !fates.includes(fate));
  return on.slice(0, other < 0 ? on.length : other).reduce((sum, { bytes }) => sum + bytes, 0);
}

function sameBeginning({ toServer }: Flow, before: string): number {
  const text = textOf(toServer.segments);
  let same = 0;
  while (same < Math.min(text.length, before.length) && text[same] === before[same]) same += 1;
  const ends = newIn(toServer.segments).map((segment) => endOf(segment) - 1);
  const lineEnd = text.lastIndexOf("\n", same - 1) + 1;
  return greatest(
    [...ends, lineEnd].filter((end) => end <= same),
    0,
  );
}
